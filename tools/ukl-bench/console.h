/* SPDX-License-Identifier: GPL-2.0-only */
/* What guest/calls.c has written to its console. */
#ifndef UKL_BENCH_CONSOLE_H
#define UKL_BENCH_CONSOLE_H

#include <stdbool.h>

#include "figures.h"

struct console_expect {
	int ring; /* in which the program must have run */
	unsigned int batches;
	unsigned int run; /* of the samples */
	const char *why; /* the guest failed, or NULL */
};

/*
 * Take the rows of @text into the cells of @model. Rows that are wrong, damaged, missing or there
 * twice become failed ones; so do all if the text is not that of a whole, right run.
 */
void console_take(const char *text, const struct console_expect *expect,
		  struct figures *figures, size_t model);

#endif
