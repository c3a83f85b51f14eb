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

/* An instruction in this range is the application's, whatever CS says. */
static __always_inline bool ukl_text(unsigned long ip)
{
	return ip >= (unsigned long)__ukl_text_start &&
	       ip < (unsigned long)__ukl_text_end;
}

#else

static __always_inline bool ukl_text(unsigned long ip)
{
	return false;
}

#endif /* CONFIG_UKL */
#endif /* __ASSEMBLY__ */
#endif /* _ASM_X86_UKL_TEXT_H */
