/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the linked application's text is. A header of its own, because
 * <asm/ptrace.h> needs it and is included by nearly everything.
 */
#ifndef _ASM_X86_UKL_TEXT_H
#define _ASM_X86_UKL_TEXT_H

#ifndef __ASSEMBLY__

#include <linux/types.h>

#ifdef CONFIG_UKL

/* Set by the linker script around the application's text and the gates. */
extern char __ukl_text_start[], __ukl_text_end[];

/* In this range, an instruction is a linked program's, whatever CS says. */
static __always_inline bool ukl_linked_text(unsigned long ip)
{
	return ip >= (unsigned long)__ukl_text_start &&
	       ip < (unsigned long)__ukl_text_end;
}

/*
 * Can @ip be a program's in ring 0? With CONFIG_UKL_KML at user addresses, too:
 * the kernel itself executes nothing there. The limit is TASK_SIZE_MAX, which
 * this header cannot include.
 */
#ifdef CONFIG_UKL_KML
#define UKL_USER_END	((1UL << 47) - 4096)
#else
#define UKL_USER_END	0UL
#endif

static __always_inline bool ukl_user_text(unsigned long ip)
{
	return ip < UKL_USER_END;
}

static __always_inline bool ukl_text(unsigned long ip)
{
	return ukl_user_text(ip) || ukl_linked_text(ip);
}

/* The same of 64-bit code; in ring 3, a user address alone does not tell. */
static __always_inline bool ukl_text_64bit(unsigned long cs, unsigned long ip)
{
	return (!UKL_USER_END || !(cs & 3)) && ukl_text(ip);
}

#else

static __always_inline bool ukl_user_text(unsigned long ip)
{
	return false;
}

static __always_inline bool ukl_text_64bit(unsigned long cs, unsigned long ip)
{
	return false;
}

static __always_inline bool ukl_text(unsigned long ip)
{
	return false;
}

#endif /* CONFIG_UKL */
#endif /* __ASSEMBLY__ */
#endif /* _ASM_X86_UKL_TEXT_H */
