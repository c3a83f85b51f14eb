/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef UKL_FIND_H
#define UKL_FIND_H

/* The file of a program along @path (NULL: the usual places); NULL with errno. */
char *find_program(const char *name, const char *path);

#endif
