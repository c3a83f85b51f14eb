// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which address spaces may run in ring 0, and who may steer them.
 *
 * Control over a linked program is control over the kernel. So ring 0 is given
 * to an address space by exec of a linked program's file and by nothing else,
 * and a debugger needs CAP_SYS_PTRACE over the whole system.
 */
#include <linux/capability.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/ptrace.h>
#include <linux/string.h>
#include <linux/ukl.h>
#include <linux/user_namespace.h>
#include <asm/ukl.h>

int ukl_check_exec(struct file *file)
{
	if (ukl_program(file) && !ptracer_capable(current, &init_user_ns))
		return -EPERM;
	return 0;
}

void ukl_start_mm(struct mm_struct *mm)
{
	set_bit(MM_CONTEXT_UKL, &mm->context.flags);
}

/*
 * A linked program could not execute such memory: SMEP. With programs at user
 * addresses SMEP is off.
 */
int ukl_check_prot(unsigned long prot)
{
	if ((prot & PROT_EXEC) && !IS_ENABLED(CONFIG_UKL_KML) && ukl_mm(current->mm))
		return -EACCES;
	return 0;
}

int ukl_ptrace_check(struct task_struct *task, unsigned int mode)
{
	struct mm_struct *mm = task->mm;

	if (!mm || !ukl_mm(mm) || !(mode & PTRACE_MODE_ATTACH))
		return 0;
	return ns_capable(&init_user_ns, CAP_SYS_PTRACE) ? 0 : -EPERM;
}

int ukl_traceme_check(void)
{
	if (!ukl_mm(current->mm) ||
	    has_ns_capability(current->real_parent, &init_user_ns, CAP_SYS_PTRACE))
		return 0;
	return -EPERM;
}

bool ukl_mm_text(const struct mm_struct *mm, unsigned long addr)
{
	return mm && ukl_mm(mm) && ukl_linked_text(addr);
}

int ukl_read_text(struct mm_struct *mm, unsigned long addr, void *buf, int len)
{
	unsigned long end = (unsigned long)__ukl_text_end;
	unsigned long n;

	if (!ukl_mm_text(mm, addr))
		return 0;

	n = min_t(unsigned long, len, end - addr);
	memcpy(buf, (const void *)addr, n);
	return n;
}
