/* SPDX-License-Identifier: GPL-2.0-only */
/* The C library that calls the kernel instead of using the instruction SYSCALL. */
#ifndef UKL_LINK_LIBC_H
#define UKL_LINK_LIBC_H

#include <stdbool.h>

struct libc {
	char *dir;
	char *lib; /* the folder in it that holds libc.a and its siblings */
	char *archive; /* libc.a */
	char *crt1, *crti, *crtn; /* start files */
	char *version, *id;
};

/*
 * The C library in @dir or $UKL_LIBC, or, without them, the one that ukl-glibc has, which may first
 * have to be built, for minutes. Dies with a report if there is none or if it is damaged.
 */
void libc_open(struct libc *libc, const char *dir);

/* Does the file @path belong to it? False if @libc is NULL. */
bool libc_has(const struct libc *libc, const char *path);

#endif
