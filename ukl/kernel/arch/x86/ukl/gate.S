/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The call gate: a system call as a function call.
 *
 * Interrupts stay on, so each instruction must be on the right side. What runs
 * on the application's stack lies in the application's range, and the switch of
 * stacks is the last instruction of the range on the way in, the first after
 * the kernel's on the way out. The linker script puts the sections in order:
 *
 *	.ukl.gate.leave		kernel		ends in the switch to the application's stack
 *	.ukl.gate.return	application	__ukl_text_start
 *	.ukl.gate.entry		application	fixed addresses, whatever is linked
 *	.ukl.text		application	the programs
 *	.ukl.gate.switch	application	the switch to the kernel's stack
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
	jmp	ukl_gate_switch
SYM_FUNC_END(ukl_syscall)
STACK_FRAME_NON_STANDARD ukl_syscall

/* RCX: return address, R11: the application's stack pointer. */
.section .ukl.gate.switch, "ax"
SYM_CODE_START_NOALIGN(ukl_gate_switch)
	UNWIND_HINT_UNDEFINED
	movq	PER_CPU_VAR(pcpu_hot + X86_top_of_stack), %rsp
SYM_CODE_END(ukl_gate_switch)

.section .ukl.gate.kernel, "ax"
SYM_CODE_START_NOALIGN(ukl_gate_kernel)
	UNWIND_HINT_END_OF_STACK

	/* Build pt_regs. */
	pushq	$__KERNEL_DS				/* pt_regs->ss */
	pushq	%r11					/* pt_regs->sp */
	pushfq						/* pt_regs->flags */
	/* Clear IF, DF, AC, NT and TF, as SYSCALL does by MSR_SYSCALL_MASK. */
	pushq	$X86_EFLAGS_FIXED
	popfq
SYM_INNER_LABEL(ukl_gate_flags_cleared, SYM_L_GLOBAL)
	pushq	$(__KERNEL_CS | UKL_CSX_GATE)		/* pt_regs->csx */
	pushq	%rcx					/* pt_regs->ip */
	pushq	%rax					/* pt_regs->orig_ax */

	PUSH_AND_CLEAR_REGS rax=$-ENOSYS

	movq	%rsp, %rdi
	movslq	%eax, %rsi
	call	do_syscall_64		/* returns with interrupts off */

	/*
	 * Go back by RET if nothing but the result has changed, else (exec,
	 * sigreturn, a signal handler, a debugger) by IRET.
	 */
	cmpq	$(__KERNEL_CS | UKL_CSX_GATE), CS(%rsp)
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
	ASM_STAC
	jmp	ukl_gate_leave
SYM_CODE_END(ukl_gate_kernel)

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
