/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The call gate: a system call as a function call.
 *
 * Interrupts stay on, so each instruction must be on the right side. What runs
 * on the application's stack lies in the application's range; an interrupt
 * before the one exception, the switch of stacks on the way in, is taken back
 * into it by ukl_sync_regs(). The switch on the way out is the last of the
 * kernel's instructions. The linker script puts the sections in order:
 *
 *	.ukl.gate.direct	kernel		entries of direct calls, see <asm/ukl_direct.h>
 *	.ukl.gate.leave		kernel		ends in the switch to the application's stack
 *	.ukl.gate.return	application	__ukl_text_start
 *	.ukl.gate.entry		application	fixed addresses, whatever is linked
 *	.ukl.gate.time		application	the time without a system call
 *	.ukl.text		application	the programs
 *	.ukl.gate.kernel	kernel		__ukl_text_end
 */
#include <linux/linkage.h>
#include <linux/objtool.h>
#include <asm/asm-offsets.h>
#include <asm/errno.h>
#include <asm/nospec-branch.h>
#include <asm/percpu.h>
#include <asm/processor-flags.h>
#include <asm/ptrace-abi.h>
#include <asm/segment.h>
#include <asm/smap.h>
#include <asm/ukl.h>
#include <asm/ukl_direct.h>
#include <asm/unwind_hints.h>

#include "../entry/calling.h"

.code64

/*
 * long ukl_syscall: registers as for the instruction SYSCALL, number in RAX,
 * arguments in RDI RSI RDX R10 R8 R9, result in RAX. Clobbers RCX and R11 and
 * the eight bytes of the return address, which it takes off the stack: a child
 * of vfork may overwrite them before the parent returns.
 *
 * A restart comes back with the registers of pt_regs, where RCX is the return
 * address and RSP is as it was before the call.
 */
.section .ukl.gate.entry, "ax"
SYM_FUNC_START(ukl_syscall)
	popq	%rcx
SYM_INNER_LABEL(ukl_syscall_restart, SYM_L_GLOBAL)
	movq	%rsp, %r11
	jmp	ukl_gate_kernel
SYM_FUNC_END(ukl_syscall)
STACK_FRAME_NON_STANDARD ukl_syscall

/*
 * A stub for each number, called like a C function: for what has no direct
 * entry, and for direct entries that have to be seen by a tracer.
 */
.macro ukl_gate_stub nr:req sym:req
	.org	__ukl_gate_stubs + \nr * UKL_GATE_STUB_SIZE, 0xcc
	.ifnc \sym, sys_ni_syscall
	.globl	__ukl_gate_\sym
__ukl_gate_\sym:
	.endif
	UNWIND_HINT_UNDEFINED
	movq	%rcx, %r10
	movl	$\nr, %eax
	jmp	ukl_syscall
.endm
#define __SYSCALL(nr, sym)		ukl_gate_stub nr, sym
#define __SYSCALL_NORETURN(nr, sym)	ukl_gate_stub nr, sym

	.balign UKL_GATE_STUB_SIZE, 0xcc
SYM_CODE_START_NOALIGN(__ukl_gate_stubs)
#include <asm/syscalls_64.h>
SYM_CODE_END(__ukl_gate_stubs)

/* A direct call that was interrupted before its switch of stacks. R11: entry */
SYM_CODE_START_NOALIGN(ukl_direct_restart)
	UNWIND_HINT_UNDEFINED
	ANNOTATE_RETPOLINE_SAFE
	jmp	*%r11
	int3
SYM_CODE_END(ukl_direct_restart)

/* The same after its switch back. */
SYM_CODE_START_NOALIGN(ukl_direct_return)
	UNWIND_HINT_UNDEFINED
	ANNOTATE_UNRET_SAFE
	ret
	int3
SYM_CODE_END(ukl_direct_return)

.section .ukl.gate.kernel, "ax"
/* RCX: return address, R11: the application's stack pointer. */
SYM_CODE_START_NOALIGN(ukl_gate_kernel)
	UNWIND_HINT_UNDEFINED
	movq	PER_CPU_VAR(pcpu_hot + X86_top_of_stack), %rsp
	UNWIND_HINT_END_OF_STACK

	/* Build pt_regs. */
	pushq	$__KERNEL_DS				/* pt_regs->ss */
	pushq	%r11					/* pt_regs->sp */
	pushfq						/* pt_regs->flags */
	/* Clear IF, DF, AC, NT and TF, as SYSCALL does by MSR_SYSCALL_MASK. */
	pushq	$X86_EFLAGS_FIXED
	popfq
SYM_INNER_LABEL(ukl_gate_flags_cleared, SYM_L_GLOBAL)
	pushq	$__KERNEL_CS				/* pt_regs->cs */
	pushq	%rcx					/* pt_regs->ip */
	pushq	%rax					/* pt_regs->orig_ax */

	PUSH_AND_CLEAR_REGS rax=$-ENOSYS

	movq	%rsp, %rdi
	movslq	%eax, %rsi
	call	do_syscall_64		/* returns with interrupts off */
SYM_INNER_LABEL(ukl_gate_exit, SYM_L_LOCAL)

	/*
	 * Go back by RET if nothing but the result has changed, else (exec,
	 * sigreturn, a signal handler, a debugger) by IRET.
	 */
	cmpq	$__KERNEL_CS, CS(%rsp)
	jne	swapgs_restore_regs_and_return_to_usermode
	movq	RCX(%rsp), %rcx
	cmpq	%rcx, RIP(%rsp)
	jne	swapgs_restore_regs_and_return_to_usermode
	movq	R11(%rsp), %r11
	cmpq	%r11, RSP(%rsp)
	jne	swapgs_restore_regs_and_return_to_usermode
	testl	$(X86_EFLAGS_TF | X86_EFLAGS_RF | X86_EFLAGS_DF | X86_EFLAGS_NT), EFLAGS(%rsp)
	jnz	swapgs_restore_regs_and_return_to_usermode

	POP_REGS
	UNWIND_HINT_IRET_REGS offset=8
#ifdef CONFIG_UKL_KML
	pushq	$(X86_EFLAGS_FIXED | UKL_EFLAGS)
	popfq
#else
	ASM_STAC
#endif
	jmp	ukl_gate_leave
SYM_CODE_END(ukl_gate_kernel)

/*
 * Work was found at the end of a direct call. RAX: its result, RCX: number of
 * arguments, RDX: its stub, on the stack what the entry pushed. Returns to have
 * the flags checked again, or takes the gate's exit.
 */
SYM_CODE_START_NOALIGN(ukl_direct_work)
	UNWIND_HINT_END_OF_STACK
	ASM_CLAC
	pushq	%rax
	pushq	%rcx
	pushq	%rdx
	call	ukl_direct_reschedule
	popq	%rdx
	popq	%rsi
	testb	%al, %al
	jz	1f
	popq	%rax
	ANNOTATE_UNRET_SAFE
	ret
	int3
1:
	/* struct ukl_direct_frame, of which RAX is there already */
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rsp, %rdi
	movq	PER_CPU_VAR(pcpu_hot + X86_top_of_stack), %rsp
	subq	$PTREGS_SIZE, %rsp
	call	ukl_direct_exit		/* returns with interrupts off */
	UNWIND_HINT_REGS
	jmp	ukl_gate_exit
SYM_CODE_END(ukl_direct_work)

/*
 * Interrupts are off until the end of the instruction after STI (Intel SDM
 * volume 2, STI): whatever became pending since the last check for work comes
 * in the application's context and is seen at its exit.
 */
.section .ukl.gate.leave, "ax"
SYM_CODE_START_NOALIGN(ukl_gate_leave)
	UNWIND_HINT_UNDEFINED
	sti
	movq	%r11, %rsp
SYM_CODE_END(ukl_gate_leave)

.section .ukl.gate.return, "ax"
SYM_CODE_START_NOALIGN(ukl_gate_return)
	UNWIND_HINT_UNDEFINED
	pushq	%rcx
	ANNOTATE_UNRET_SAFE
	ret
	int3
SYM_CODE_END(ukl_gate_return)
