/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Handles of TCP sockets, which linked programs open for connections that they
 * use often.
 */
#ifndef _ASM_X86_UKL_TCP_H
#define _ASM_X86_UKL_TCP_H

#include <linux/errno.h>

struct mm_struct;

#ifdef CONFIG_UKL_TCP

/* Both for current: a handle (positive) or 0, else -errno. */
long ukl_tcp_open(unsigned int fd);
long ukl_tcp_close(unsigned long handle);

/* Close all handles of an address space that nobody uses any more. */
void ukl_tcp_exit(struct mm_struct *mm);

#else

static inline long ukl_tcp_open(unsigned int fd)
{
	return -EINVAL;
}

static inline long ukl_tcp_close(unsigned long handle)
{
	return -EINVAL;
}

static inline void ukl_tcp_exit(struct mm_struct *mm)
{
}

#endif /* CONFIG_UKL_TCP */
#endif /* _ASM_X86_UKL_TCP_H */
