/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef UKL_FIND_H
#define UKL_FIND_H

/* The file of a program along @path (NULL: the usual places); NULL with errno. */
char *find_program(const char *name, const char *path);

#define DEFAULT_QEMU "qemu-system-x86_64"

/* $UKL_QEMU or that. */
const char *qemu_program(void);

#endif
