// SPDX-License-Identifier: GPL-2.0-only
/*
 * A line in the kernel's log when a linked program dies by a signal, with the
 * functions that it was in: they are the kernel's symbols, so nobody needs a core
 * dump for that. Process 1 hands the line of the image's program to ukl-run.
 */
#include <linux/mm.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task_stack.h>
#include <linux/seq_buf.h>
#include <linux/uaccess.h>
#include <linux/ukl.h>
#include <asm/ukl.h>

#define MAX_CALLERS	8
#define MAX_WORDS	512	/* of the stack that are looked at */

/* Is this the address behind a call? Direct (e8), or by register or memory (ff /2). */
static bool is_return_address(unsigned long addr)
{
	const u8 *end = (const u8 *)addr;
	int n;

	if (!ukl_mm_text(current->mm, addr - 7) || !ukl_mm_text(current->mm, addr))
		return false;
	if (end[-5] == 0xe8)
		return true;
	for (n = 2; n <= 7; n++)
		if (end[-n] == 0xff && (end[1 - n] & 0x38) == 0x10)
			return true;
	return false;
}

/*
 * The callers, as far as the stack tells: there are no frame pointers, so one may
 * be left from an earlier call, as with the "?" of the kernel's own traces.
 */
static void show_callers(struct seq_buf *line, unsigned long sp)
{
	unsigned long __user *stack = (void __user *)ALIGN(sp, sizeof(long));
	unsigned long addr;
	int i, callers = 0;

	for (i = 0; i < MAX_WORDS && callers < MAX_CALLERS; i++) {
		if (get_user(addr, stack + i))
			break;
		if (is_return_address(addr))
			seq_buf_printf(line, "%s %ps [%lx]",
				       callers++ ? "," : ", called from",
				       (void *)(addr - 1), addr - 1);
	}
}

void ukl_report_fatal(int signr)
{
	struct pt_regs *regs = current_pt_regs();
	char text[480];
	struct seq_buf line;

	if (!current->mm || !ukl_mm(current->mm))
		return;

	seq_buf_init(&line, text, sizeof(text));
	if (ukl_mm_text(current->mm, regs->ip))
		seq_buf_printf(&line, " in %ps [%lx]", (void *)regs->ip, regs->ip);
	else
		seq_buf_printf(&line, " outside its text [%lx]", regs->ip);
	show_callers(&line, regs->sp);
	pr_info_ratelimited("ukl: %s[%d]: signal %d%s\n", current->comm, task_tgid_nr(current),
		signr, seq_buf_str(&line));
}
