// SPDX-License-Identifier: GPL-2.0-only
/*
 * Direct calls: what is not in the entries themselves, see <asm/ukl_direct.h>.
 */
#include <linux/entry-common.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/uaccess.h>
#include <linux/ukl.h>
#include <asm/fpu/api.h>
#include <asm/ukl.h>
#include <asm/ukl_direct.h>

/* What the way in has pushed, and below it what the way out has not. */
struct ukl_direct_frame {
	unsigned long r15, r14, r13, r12, bp, bx;
	unsigned long ax;	/* the result */
	unsigned long check;	/* return address of ukl_direct_work() */
	unsigned long args[];	/* the last one first, then the stack pointer */
};

static __always_inline bool in_direct_calls(unsigned long ip)
{
	return ip >= (unsigned long)__ukl_direct_start &&
	       ip < (unsigned long)__ukl_direct_end;
}

static __always_inline unsigned long offset_in_entry(unsigned long ip)
{
	return (ip - (unsigned long)__ukl_direct_start) % UKL_DIRECT_SIZE;
}

static __always_inline bool on_task_stack(unsigned long sp)
{
	return current_top_of_stack() - sp <= THREAD_SIZE;
}

/*
 * An interrupt came inside an entry, and all of its kernel stack pointer tells
 * on which side. On the program's stack nothing has happened yet, or nothing is
 * left to do but to return: the program is taken to an instruction of its own
 * range that begins again, or returns. Says whether it is the program that was
 * interrupted.
 */
noinstr bool ukl_leave_direct_call(struct pt_regs *regs)
{
	unsigned long offset, entry;

	if (!in_direct_calls(regs->ip))
		return false;

	offset = offset_in_entry(regs->ip);
	entry = regs->ip - offset;

	if (on_task_stack(regs->sp)) {
		if (offset > UKL_DIRECT_CHECK && offset < UKL_DIRECT_RET)
			regs->ip = entry + UKL_DIRECT_CHECK;
		return false;
	}

	if (offset == UKL_DIRECT_RET) {
		regs->ip = (unsigned long)ukl_direct_return;
	} else {
		regs->r11 = entry;
		regs->ip = (unsigned long)ukl_direct_restart;
	}
	return true;
}

/*
 * The program is single-stepped into a direct call: the gate saves and restores
 * TF, so let it take that way. The step is not reported, the next one is.
 */
noinstr bool ukl_direct_single_step(struct pt_regs *regs)
{
	if (!in_direct_calls(regs->ip) || on_task_stack(regs->sp))
		return false;

	regs->ip += UKL_DIRECT_GATE - offset_in_entry(regs->ip);
	return true;
}

/*
 * The work that needs no registers: another task's turn, and the FPU registers
 * that it left behind. Returns false if there is more to do.
 */
asmlinkage __visible bool ukl_direct_reschedule(void)
{
	unsigned long work = read_thread_flags() & UKL_DIRECT_TIF_WORK;

	if (work & ~(_TIF_NEED_RESCHED | _TIF_NEED_FPU_LOAD))
		return false;

	if (work & _TIF_NEED_RESCHED)
		schedule();

	local_irq_disable();
	if (test_thread_flag(TIF_NEED_FPU_LOAD))
		switch_fpu_return();
	local_irq_enable();
	return true;
}

/*
 * Everything else needs pt_regs: signals, restarts, tracers. The entry's caller
 * has kept what a C function keeps, and the arguments are on the stack. So make
 * this the same as a call through the gate and do what its exit does.
 * Interrupts are off on return, as after do_syscall_64().
 */
asmlinkage __visible noinstr void ukl_direct_exit(struct ukl_direct_frame *pushed,
						  unsigned int nr_args,
						  unsigned long stub)
{
	struct pt_regs *regs = task_pt_regs(current);
	struct ukl_direct_frame frame = *pushed;
	unsigned long args[6] = { }, sp, ip;
	unsigned int i;

	instrumentation_begin();
	/* pt_regs overlaps with what was pushed. */
	for (i = 0; i < nr_args; i++)
		args[i] = pushed->args[nr_args - 1 - i];
	sp = pushed->args[nr_args];

	if (likely(!get_user(ip, (unsigned long __user *)sp)))
		sp += sizeof(ip);
	else
		ip = (unsigned long)ukl_direct_return; /* to fault there */

	*regs = (struct pt_regs) {
		.r15 = frame.r15, .r14 = frame.r14, .r13 = frame.r13,
		.r12 = frame.r12, .bp = frame.bp, .bx = frame.bx,
		.di = args[0], .si = args[1], .dx = args[2],
		.r10 = args[3], .r8 = args[4], .r9 = args[5],
		.cx = ip, .r11 = sp,
		.ax = frame.ax,
		.orig_ax = (stub - (unsigned long)__ukl_gate_stubs) / UKL_GATE_STUB_SIZE,
		.ip = ip, .sp = sp,
		.csx = __KERNEL_CS, .ssx = __KERNEL_DS,
		.flags = X86_EFLAGS_FIXED | X86_EFLAGS_IF | UKL_EFLAGS,
	};
	instrumentation_end();

	syscall_exit_to_user_mode(regs);
}

/*
 * A call that returned -ERESTART* begins again; its registers are those that
 * ukl_direct_exit() has made. Returns false if it was no entry of its own, or
 * was not called by a relative call: then the system call does it. The return
 * address is still on the stack, as nobody writes to a red zone.
 */
bool ukl_restart_direct_call(struct pt_regs *regs)
{
	const u8 *insn = (const u8 *)regs->ip - 5;
	unsigned long target, offset;

	/* Safe to read: the linked text is not at the beginning of the kernel's. */
	if (insn[0] != 0xe8) /* call rel32 */
		return false;
	target = regs->ip + *(const s32 *)(insn + 1);
	if (!in_direct_calls(target))
		return false;
	offset = offset_in_entry(target);
	if (offset >= UKL_DIRECT_CHECK ||
	    *(const u8 *)(target - offset + UKL_DIRECT_SIZE - 1) != UKL_DIRECT_OWN)
		return false;

	regs->sp -= sizeof(long);
	regs->cx = regs->r10;
	regs->r11 = target;
	regs->ip = (unsigned long)ukl_direct_restart;
	return true;
}

#ifdef CONFIG_UKL_KML
/*
 * Programs at user addresses have SYSCALL, and calls of the gate. What cannot be
 * read is not executed again either.
 */
void ukl_restart_at_user_address(struct pt_regs *regs)
{
	u16 insn;

	if (!ukl_regs(regs) ||
	    get_user(insn, (u16 __user *)(regs->ip - sizeof(insn))) ||
	    insn == 0x050f) {
		regs->ip -= 2;
	} else {
		regs->cx = regs->ip;
		regs->ip = (unsigned long)ukl_syscall_restart;
	}
}
#endif

/*
 * At the top of the stack is either pt_regs, that is a selector, or the stack
 * pointer of a direct call.
 */
static unsigned long direct_call_sp(struct task_struct *task)
{
	unsigned long sp = READ_ONCE_NOCHECK(((unsigned long *)task_top_of_stack(task))[-1]);

	return sp <= 0xffff ? 0 : sp;
}

/*
 * A task in a direct call has no pt_regs: for those who look at them without
 * stopping the task.
 */
bool ukl_in_direct_call(struct task_struct *task)
{
	return task->mm && ukl_mm(task->mm) && direct_call_sp(task);
}

/* What /proc/PID/syscall shows of a blocked task. */
bool ukl_direct_syscall(struct task_struct *task, struct syscall_info *info)
{
	unsigned long *top = (unsigned long *)task_top_of_stack(task);
	unsigned int n, i;

	if (!ukl_in_direct_call(task))
		return false;

	memset(info, 0, sizeof(*info));
	info->sp = direct_call_sp(task);
	info->data.nr = -1;
	/* The return address into the entry lies below the arguments. */
	for (n = 0; n <= 6; n++) {
		unsigned long check = READ_ONCE_NOCHECK(top[-2 - (int)n]);
		unsigned long entry = check - UKL_DIRECT_CHECK;
		s32 stub;

		if (!in_direct_calls(check) || offset_in_entry(check) != UKL_DIRECT_CHECK ||
		    *(u32 *)(entry + UKL_DIRECT_NR_ARGS) != n)
			continue;
		for (i = 0; i < n; i++)
			info->data.args[i] = READ_ONCE_NOCHECK(top[-2 - (int)i]);
		info->data.instruction_pointer = check;
		/* After the number of arguments: leaq stub(%rip), %rdx */
		stub = *(s32 *)(entry + UKL_DIRECT_NR_ARGS + 4 + 3);
		info->data.nr = (entry + UKL_DIRECT_NR_ARGS + 4 + 7 + stub -
				 (unsigned long)__ukl_gate_stubs) / UKL_GATE_STUB_SIZE;
		break;
	}
	return true;
}
