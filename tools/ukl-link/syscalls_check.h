/* SPDX-License-Identifier: GPL-2.0-only */
/* System calls that a program needs and its kernel's configuration leaves out. */
#ifndef UKL_LINK_SYSCALLS_CHECK_H
#define UKL_LINK_SYSCALLS_CHECK_H

#include "image.h"
#include "kit.h"
#include "linked.h"

/*
 * Warn of each system call that is missing in @kit's kernel and needed by the program itself: by an
 * object outside libc that refers to it, or to a function of libc that consists of it.
 */
void syscalls_check(const struct linked *linked, const struct program *program,
		    const struct kit *kit);

#endif
