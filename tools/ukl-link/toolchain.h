/* SPDX-License-Identifier: GPL-2.0-only */
/* The compiler and linker in use: their files and versions. */
#ifndef UKL_LINK_TOOLCHAIN_H
#define UKL_LINK_TOOLCHAIN_H

#include <stdbool.h>

#include "../common/mem.h"

struct toolchain {
	struct strv library_dirs; /* searched after those of -L */
	char *crt1, *crti, *crtbegin, *crtend, *crtn; /* start files */
	char *gcc, *binutils, *libc; /* versions */
};

/* Dies after reports if something is missing. */
void toolchain_find(struct toolchain *tools);

/* Has the compiler an option @word? One that cannot be run knows all. */
bool toolchain_knows_option(const char *word);

/* Is @dir one of library_dirs? */
bool is_system_folder(const struct toolchain *tools, const char *dir);

/* DIR/@name of the first folder that has it, or NULL; the caller owns it. */
char *find_in_dirs(const struct strv *dirs, const char *name);

#endif
