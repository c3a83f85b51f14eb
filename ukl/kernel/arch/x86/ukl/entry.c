// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts and exceptions of an application in ring 0.
 *
 * In ring 0 the CPU pushes its exception frame on the current stack (Intel SDM
 * volume 3, 6.14.2). If that stack is the application's, the page may not be
 * there, and the red zone below the stack pointer would be overwritten. So all
 * gates without a stack of their own use one more entry of the interrupt stack
 * table (IST), and the frame is moved from there before anything else happens.
 */
#include <linux/init.h>
#include <linux/percpu.h>
#include <asm/cpu_entry_area.h>
#include <asm/processor.h>
#include <asm/proto.h>
#include <asm/sections.h>
#include <asm/trap_pf.h>
#include <asm/ukl.h>
#include <asm/ukl_direct.h>

/*
 * Room below an interrupted kernel stack pointer: the int3 handler emulates
 * calls by pushing there (six words, see idtentry in entry_64.S).
 */
#define INT3_EMULATION_GAP	64

static __always_inline bool on_ukl_stack(unsigned long sp)
{
	struct cea_exception_stacks *stacks = __this_cpu_read(cea_exception_stacks);

	return sp > CEA_ESTACK_BOT(stacks, UKL) && sp <= CEA_ESTACK_TOP(stacks, UKL);
}

static __always_inline bool within(unsigned long addr, unsigned long start,
				   unsigned long size)
{
	return addr - start <= size;
}

static __always_inline bool on_kernel_stack(unsigned long sp)
{
	/* The pointer is to the topmost word, see map_irq_stack(). */
	unsigned long irq_top = (unsigned long)__this_cpu_read(pcpu_hot.hardirq_stack_ptr) + 8;

	return within(sp, current_top_of_stack() - THREAD_SIZE, THREAD_SIZE) ||
	       within(sp, irq_top - IRQ_STACK_SIZE, IRQ_STACK_SIZE) ||
	       within(sp, (unsigned long)__this_cpu_read(cea_exception_stacks),
		      sizeof(struct cea_exception_stacks));
}

static __always_inline bool in_kernel_text(unsigned long ip)
{
	return (ip >= (unsigned long)_stext && ip < (unsigned long)_etext) ||
	       (ip >= (unsigned long)_sinittext && ip < (unsigned long)_einittext);
}

/*
 * Ring 0, but neither the kernel's code nor one of its stacks: the application
 * after a jump to an address outside its text, a call through a null pointer,
 * say, with whatever stack pointer it had. Kernel code never expects exceptions
 * on a stack at a user address.
 */
static __always_inline bool is_wild_jump(struct pt_regs *regs)
{
	return regs->sp < TASK_SIZE_MAX ||
	       (!in_kernel_text(regs->ip) && !on_kernel_stack(regs->sp));
}

/*
 * Was it a program that was interrupted, and not the kernel that called through
 * a null pointer, which is a user address, too?
 */
static __always_inline bool is_program(struct pt_regs *regs)
{
	if (ukl_user_text(regs->ip))
		return (long)regs->sp >= 0 || !on_kernel_stack(regs->sp);
	return ukl_text(regs->ip);
}

/*
 * Called by error_entry with the frame of an interrupt or exception that came
 * in ring 0. Returns where the frame is to be: on the task's kernel stack if
 * the application was interrupted, as sync_regs() does for ring 3; where the
 * CPU would have put it without IST if the kernel was.
 */
asmlinkage __visible noinstr struct pt_regs *ukl_sync_regs(struct pt_regs *eregs)
{
	struct pt_regs *regs;

	/* Not switched to the kernel's stack yet: do it again. */
	if (eregs->ip == (unsigned long)ukl_gate_kernel)
		eregs->ip = (unsigned long)ukl_syscall_restart;

	BUILD_BUG_ON(UKL_USER_END && UKL_USER_END != TASK_SIZE_MAX);

	if (is_program(eregs) || ukl_leave_direct_call(eregs)) {
		regs = (struct pt_regs *)current_top_of_stack() - 1;
	} else if (is_wild_jump(eregs)) {
		regs = (struct pt_regs *)current_top_of_stack() - 1;
		/* Fail as the same jump in ring 3 does. */
		eregs->cs = __USER_CS;
		eregs->ss = __USER_DS;
		eregs->flags &= ~UKL_EFLAGS;
	} else if (on_ukl_stack((unsigned long)eregs)) {
		regs = (struct pt_regs *)ALIGN_DOWN(eregs->sp - INT3_EMULATION_GAP, 16) - 1;
	} else {
		return eregs;
	}

	*regs = *eregs;
	return regs;
}

/*
 * NMI, #MC and #DB have stacks of their own and can come while a frame is still
 * on the UKL stack. What they fault on (a page, an int3) must not overwrite it:
 * let the UKL stack begin below the frame until they are done.
 */
noinstr unsigned long ukl_ist_enter(struct pt_regs *regs)
{
	unsigned long ist = this_cpu_read(cpu_tss_rw.x86_tss.ist[IST_INDEX_UKL]);

	/* In the first instructions of SYSCALL, RSP is what ring 3 made it. */
	if (!user_mode(regs) && !ip_within_syscall_gap(regs) &&
	    unlikely(on_ukl_stack(regs->sp)))
		this_cpu_write(cpu_tss_rw.x86_tss.ist[IST_INDEX_UKL],
			       ALIGN_DOWN(regs->sp, 16));
	return ist;
}

noinstr void ukl_ist_exit(unsigned long ist)
{
	if (unlikely(this_cpu_read(cpu_tss_rw.x86_tss.ist[IST_INDEX_UKL]) != ist))
		this_cpu_write(cpu_tss_rw.x86_tss.ist[IST_INDEX_UKL], ist);
}

/*
 * A page fault of the application is a user's fault, though the CPU reports
 * one of ring 0. Returns true if there is nothing left to do but to retry.
 */
noinstr bool ukl_handle_fault(struct pt_regs *regs, unsigned long *error_code)
{
	if (!user_mode(regs) || (ukl_regs(regs) && !is_program(regs)))
		return false;

	*error_code |= X86_PF_USER;

	/* In ring 3, POPF leaves IF alone: the application did not mean it. */
	if (ukl_regs(regs))
		regs->flags |= X86_EFLAGS_IF;

	/* The application cleared AC with POPF: it meant alignment checks. */
	if (unlikely(ukl_regs(regs) && !(regs->flags & X86_EFLAGS_AC))) {
		regs->flags |= UKL_EFLAGS;
		return true;
	}
	return false;
}

/*
 * Was this single step taken in the kernel's half of the call gate, because the
 * application called it with TF set? TF is to be saved in pt_regs, so that the
 * application goes on stepping; then the gate clears it. Or after a wild jump to
 * the kernel's half, which is going to fault?
 */
noinstr bool ukl_gate_single_step(struct pt_regs *regs)
{
	if (ukl_direct_single_step(regs) || is_wild_jump(regs))
		return true;

	return regs->ip >= (unsigned long)ukl_gate_kernel &&
	       regs->ip <= (unsigned long)ukl_gate_flags_cleared;
}
