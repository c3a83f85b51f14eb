/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A program linked into the kernel: its registers, its address space and the
 * stack that its interrupts arrive on.
 */
#ifndef _ASM_X86_UKL_H
#define _ASM_X86_UKL_H

#include <asm/processor-flags.h>

/*
 * What sets a program in ring 0 apart in EFLAGS.
 *
 * AC lets ring 0 touch user pages under SMAP. In ring 3 it would mean alignment
 * checks.
 *
 * IOPL means nothing in ring 0, and ring 3 never has it: POPF does not change it
 * there, and nothing puts it into the flags of a process (iopl() works by a
 * bitmap). So it tells entry_SYSCALL_64 the ring that SYSCALL was executed in,
 * where the address does not.
 */
#ifdef CONFIG_UKL_KML
#define UKL_EFLAGS	(X86_EFLAGS_AC | X86_EFLAGS_IOPL)
#else
#define UKL_EFLAGS	X86_EFLAGS_AC
#endif

#ifndef __ASSEMBLY__

#include <linux/bitops.h>
#include <linux/linkage.h>
#include <linux/mm_types.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <asm/ptrace.h>
#include <asm/segment.h>
#include <asm/ukl_text.h>

#ifdef CONFIG_UKL

extern char ukl_syscall_restart[], ukl_gate_kernel[], ukl_gate_flags_cleared[];

/* Was this address space set up by exec of a linked program? */
static inline bool ukl_mm(const struct mm_struct *mm)
{
	return test_bit(MM_CONTEXT_UKL, &mm->context.flags);
}

/* Do these registers belong to a linked program, running in ring 0? */
static __always_inline bool ukl_regs(const struct pt_regs *regs)
{
	return !(regs->cs & SEGMENT_RPL_MASK) && ukl_text(regs->ip);
}

/* And is it in the kernel's text? */
static __always_inline bool ukl_linked_regs(const struct pt_regs *regs)
{
	return !(regs->cs & SEGMENT_RPL_MASK) && ukl_linked_text(regs->ip);
}

/*
 * The selectors of a task follow from its address space and its instruction
 * pointer and from nothing else: ring 0 in the linked text of an address space
 * that exec set up for it, ring 3 everywhere else. To be called after every
 * change of user registers that somebody outside the kernel can influence.
 */
static inline void ukl_set_selectors(struct task_struct *task,
				     struct pt_regs *regs)
{
	struct mm_struct *mm = task->mm;

	if (!mm || !ukl_mm(mm))
		return;

	if (ukl_text(regs->ip)) {
		regs->cs = __KERNEL_CS;
		regs->ss = __KERNEL_DS;
		regs->flags |= X86_EFLAGS_IF | UKL_EFLAGS;
	} else {
		regs->cs = __USER_CS;
		regs->ss = __USER_DS;
		regs->flags &= ~UKL_EFLAGS;
	}
}

bool ukl_restart_direct_call(struct pt_regs *regs);
void ukl_restart_at_user_address(struct pt_regs *regs);

/*
 * Take a system call back to its beginning. The instruction SYSCALL is two
 * bytes long; after a call, the gate has an entry of its own for restarts. What
 * stands before the instruction pointer tells which it was, also when a
 * debugger has put back registers that it saved earlier. It is safe to read,
 * and no displacement of a call within the kernel ends in these two bytes: that
 * would be 84 MB or more.
 */
static inline void ukl_restart_syscall(struct pt_regs *regs)
{
	static const u8 syscall_insn[] = { 0x0f, 0x05 };

#ifdef CONFIG_UKL_KML
	if (ukl_user_text(regs->ip)) {
		ukl_restart_at_user_address(regs);
		return;
	}
#endif
	if (!ukl_regs(regs) ||
	    !memcmp((void *)(regs->ip - 2), syscall_insn, 2)) {
		regs->ip -= 2;
	} else if (regs->ax != regs->orig_ax || !ukl_restart_direct_call(regs)) {
		regs->cx = regs->ip;
		regs->ip = (unsigned long)ukl_syscall_restart;
	}
}

bool ukl_handle_fault(struct pt_regs *regs, unsigned long *error_code);
bool ukl_gate_single_step(struct pt_regs *regs);

asmlinkage struct pt_regs *ukl_sync_regs(struct pt_regs *eregs);
unsigned long ukl_ist_enter(struct pt_regs *regs);
void ukl_ist_exit(unsigned long ist);

#else

static inline bool ukl_mm(const struct mm_struct *mm)
{
	return false;
}

static __always_inline bool ukl_regs(const struct pt_regs *regs)
{
	return false;
}

static __always_inline bool ukl_linked_regs(const struct pt_regs *regs)
{
	return false;
}

static inline void ukl_set_selectors(struct task_struct *task,
				     struct pt_regs *regs)
{
}

static inline void ukl_restart_syscall(struct pt_regs *regs)
{
	regs->ip -= 2;
}

static __always_inline bool ukl_handle_fault(struct pt_regs *regs,
					     unsigned long *error_code)
{
	return false;
}

static __always_inline bool ukl_gate_single_step(struct pt_regs *regs)
{
	return false;
}

static __always_inline unsigned long ukl_ist_enter(struct pt_regs *regs)
{
	return 0;
}

static __always_inline void ukl_ist_exit(unsigned long ist)
{
}

#endif /* CONFIG_UKL */
#endif /* __ASSEMBLY__ */
#endif /* _ASM_X86_UKL_H */
