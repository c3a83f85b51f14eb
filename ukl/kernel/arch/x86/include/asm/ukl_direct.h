/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Direct calls: system calls of a linked program that skip the number, the
 * table and pt_regs. Each SYSCALL_DEFINE makes one entry, __ukl_direct_sys_*,
 * that a program calls like a C function: arguments in RDI RSI RDX RCX R8 R9,
 * result in RAX, all caller-saved registers clobbered.
 *
 * The entry lies in the kernel's text, yet its first instructions and its last
 * run on the program's stack. Interrupts that come there find the program
 * elsewhere: see ukl_sync_regs(). For that, all entries have the same size and
 * end alike:
 *
 *	entry	mov %rsp, %r11			program's stack
 *		syscall_work? -> GATE
 *		mov top_of_stack, %rsp		from here on the kernel's
 *		push %r11, arguments, last one last
 *		call the system call
 *	CHECK	flags? -> WORK
 *		stac
 *		mov sp, %rsp
 *	RET	ret				program's stack
 *	GATE	jmp to the gate
 *	WORK	call ukl_direct_work, jmp CHECK
 *
 * An interrupt between CHECK and RET goes back to CHECK: what became pending is
 * seen without interrupts having been off.
 */
#ifndef _ASM_X86_UKL_DIRECT_H
#define _ASM_X86_UKL_DIRECT_H

/* Offsets in an entry, bytes. */
#define UKL_DIRECT_CHECK	45
#define UKL_DIRECT_RET		69
#define UKL_DIRECT_GATE		71
#define UKL_DIRECT_WORK		76
/* WORK begins with mov $number_of_arguments, %ecx: where that number is. */
#define UKL_DIRECT_NR_ARGS	(UKL_DIRECT_WORK + 1)
#define UKL_DIRECT_SIZE		96
/* The last byte of an entry, never executed, tells those of __UKL_OWN_ENTRY. */
#define UKL_DIRECT_OWN		0x90

/* The gate has one stub for each number, in their order. */
#define UKL_GATE_STUB_SIZE	16

#ifndef __ASSEMBLY__

#include <linux/linkage.h>
#include <linux/types.h>
#include <asm/ukl_text.h>

struct pt_regs;

#if defined(CONFIG_UKL) && !defined(COMPILE_OFFSETS)

#include <linux/objtool.h>
#include <linux/stringify.h>
#include <linux/thread_info.h>
#include <asm/asm-offsets.h>
#include <asm/nospec-branch.h>
#include <asm/percpu.h>
#include <asm/smap.h>
#include <asm/unwind_hints.h>

extern char __ukl_direct_start[], __ukl_direct_end[], __ukl_gate_stubs[];
extern char ukl_direct_restart[], ukl_direct_return[];

/* What syscall_exit_to_user_mode() would look at. */
#define UKL_DIRECT_TIF_WORK						\
	(_TIF_SIGPENDING | _TIF_NOTIFY_RESUME | _TIF_UPROBE |		\
	 _TIF_NEED_RESCHED | _TIF_PATCH_PENDING | _TIF_NOTIFY_SIGNAL |	\
	 _TIF_USER_RETURN_NOTIFY | _TIF_NEED_FPU_LOAD)

/* Bytes before CHECK: those of the pushes, and those of all else. */
#ifdef CONFIG_SMP
#define __UKL_PER_CPU(offset)	"%gs:pcpu_hot+" __stringify(offset) "(%rip)"
#define __UKL_DIRECT_HEAD	36
#else
#define __UKL_PER_CPU(offset)	"pcpu_hot+" __stringify(offset) "(%rip)"
#define __UKL_DIRECT_HEAD	34
#endif
#define __UKL_PUSHED0	0
#define __UKL_PUSHED1	1
#define __UKL_PUSHED2	2
#define __UKL_PUSHED3	3
#define __UKL_PUSHED4	4
#define __UKL_PUSHED5	6
#define __UKL_PUSHED6	8
#define __UKL_PUSH0
#define __UKL_PUSH1	"pushq %rdi\n\t"
#define __UKL_PUSH2	__UKL_PUSH1 "pushq %rsi\n\t"
#define __UKL_PUSH3	__UKL_PUSH2 "pushq %rdx\n\t"
#define __UKL_PUSH4	__UKL_PUSH3 "pushq %rcx\n\t"
#define __UKL_PUSH5	__UKL_PUSH4 "pushq %r8\n\t"
#define __UKL_PUSH6	__UKL_PUSH5 "pushq %r9\n\t"

#ifndef UNWIND_HINT_END_OF_STACK
#define UNWIND_HINT_END_OF_STACK					\
	UNWIND_HINT(UNWIND_HINT_TYPE_END_OF_STACK, 0, 0, 0)
#endif

/*
 * @n: number of arguments, @name: sys_*, @symbol: of the entry, @function: what
 * it calls, which may be made to fail (fail_function), as every system call.
 * .org fails to assemble if the instructions before it are not as long as said,
 * or, if they are shorter, leaves an int3 where they fall through.
 */
#define __UKL_ENTRY(n, name, symbol, function)				\
	__UKL_ENTRY_LAST(0xcc, n, name, symbol, function)

/*
 * An entry that its system call cannot stand for: after a signal handler, the
 * call begins again here instead of in the gate, see ukl_restart_direct_call().
 */
#define __UKL_OWN_ENTRY(n, name, symbol, function)			\
	ALLOW_ERROR_INJECTION(function, ERRNO);				\
	__UKL_ENTRY_LAST(UKL_DIRECT_OWN, n, name, symbol, function)

#define __UKL_ENTRY_LAST(last, n, name, symbol, function)		\
	asm(".pushsection .ukl.gate.direct, \"ax\"\n\t"			\
	    ".balign 32, 0xcc\n\t"					\
	    ".globl " #symbol "\n\t"					\
	    ".weak __ukl_gate_" #name "\n\t"				\
	    "7700:\n\t"							\
	    ".skip " __stringify(UKL_DIRECT_CHECK) " - "		\
	    __stringify(__UKL_DIRECT_HEAD) " - "			\
	    __stringify(__UKL_PUSHED##n) ", 0x90\n"			\
	    #symbol ":\n\t"						\
	    UNWIND_HINT_UNDEFINED					\
	    "movq %rsp, %r11\n\t"					\
	    "movq " __UKL_PER_CPU(X86_current_task) ", %rax\n\t"	\
	    "cmpq $0, " __stringify(TASK_TI_syscall_work) "(%rax)\n\t"	\
	    "jne 7701f\n\t"						\
	    "movq " __UKL_PER_CPU(X86_top_of_stack) ", %rsp\n\t"	\
	    UNWIND_HINT_END_OF_STACK					\
	    "pushq %r11\n\t"						\
	    __UKL_PUSH##n						\
	    ASM_CLAC "\n\t"						\
	    "call " #function "\n\t"					\
	    ".org 7700b + " __stringify(UKL_DIRECT_CHECK) ", 0xcc\n"	\
	    "7703:\n\t"							\
	    "movq " __UKL_PER_CPU(X86_current_task) ", %rcx\n\t"	\
	    "testl $(" __stringify(UKL_DIRECT_TIF_WORK) "), "		\
	    __stringify(TASK_TI_flags) "(%rcx)\n\t"			\
	    "jnz 7702f\n\t"						\
	    ASM_STAC "\n\t"						\
	    "{disp8} movq 8*" #n "(%rsp), %rsp\n\t"			\
	    ".org 7700b + " __stringify(UKL_DIRECT_RET) ", 0x90\n\t"	\
	    UNWIND_HINT_UNDEFINED					\
	    ANNOTATE_RETPOLINE_SAFE					\
	    "ret\n\t"							\
	    ".org 7700b + " __stringify(UKL_DIRECT_GATE) ", 0xcc\n"	\
	    "7701:\n\t"							\
	    "jmp __ukl_gate_" #name "\n\t"				\
	    ".org 7700b + " __stringify(UKL_DIRECT_WORK) ", 0xcc\n"	\
	    "7702:\n\t"							\
	    UNWIND_HINT_END_OF_STACK					\
	    "movl $" #n ", %ecx\n\t"					\
	    "leaq __ukl_gate_" #name "(%rip), %rdx\n\t"			\
	    "call ukl_direct_work\n\t"					\
	    "jmp 7703b\n\t"						\
	    ".org 7700b + " __stringify(UKL_DIRECT_SIZE) ", "		\
		__stringify(last) "\n\t"				\
	    ".popsection")

#define __UKL_DIRECT(n, name, function)					\
	__UKL_ENTRY(n, name, __ukl_direct_##name, function)

/* A second entry for system call @name, which is taken instead of the first. */
#define __UKL_SHORT(n, name, function)					\
	ALLOW_ERROR_INJECTION(function, ERRNO);				\
	__UKL_ENTRY(n, name, __ukl_short_##name, function)

/* The same, if the program is linked with shortcuts. */
#define __UKL_SHORTCUT(n, name, function)				\
	ALLOW_ERROR_INJECTION(function, ERRNO);				\
	__UKL_ENTRY(n, name, __ukl_shortcut_##name, function)

/* See arch/x86/include/asm/syscall_wrapper.h. */
#define __UKL_DIRECT0(name)						\
	__UKL_DIRECT(0, sys_##name, __x64_sys_##name);

#define __UKL_DIRECTx(x, name, ...)					\
	asmlinkage long __ukl_sys##name(__MAP(x, __SC_LONG, __VA_ARGS__)); \
	asmlinkage long __ukl_sys##name(__MAP(x, __SC_LONG, __VA_ARGS__)) \
		__alias(__se_sys##name);				\
	ALLOW_ERROR_INJECTION(__ukl_sys##name, ERRNO);			\
	__UKL_DIRECT(x, sys##name, __ukl_sys##name);

struct ukl_direct_frame;
asmlinkage bool ukl_direct_reschedule(void);
asmlinkage void ukl_direct_exit(struct ukl_direct_frame *pushed,
				unsigned int nr_args, unsigned long stub);
bool ukl_leave_direct_call(struct pt_regs *regs);
bool ukl_direct_single_step(struct pt_regs *regs);

#else

#define __UKL_DIRECT0(name)
#define __UKL_DIRECTx(x, name, ...)

#endif /* CONFIG_UKL && !COMPILE_OFFSETS */
#endif /* __ASSEMBLY__ */
#endif /* _ASM_X86_UKL_DIRECT_H */
