/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The program of a recipe as nothing but a file of an image: what the same program costs as an ordinary
 * process, without a second copy of it in the kernel's text.
 */
#ifndef UKL_BENCH_ORDINARY_H
#define UKL_BENCH_ORDINARY_H

#include <stdbool.h>

#include "mem.h"

/* The name that ukl-link gives to the program of @recipe, a name or a folder; NULL: it would refuse it. */
const char *recipe_program(const char *recipe);

/*
 * Build @recipe's program of the objects that ukl-link links for @profile, with Debian's libc, and write
 * a recipe that has it on its root file system. Adds the words for ukl-link to @words; false after a
 * report.
 */
bool ordinary_prepare(const char *recipe, const char *profile,
		      struct strv *words);

#endif
