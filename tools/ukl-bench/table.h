/* SPDX-License-Identifier: GPL-2.0-only */
/* Tables, for a terminal and for Markdown. The first column is text, the others are numbers. */
#ifndef UKL_BENCH_TABLE_H
#define UKL_BENCH_TABLE_H

#include "mem.h"

struct table {
	size_t columns;
	struct strv cells; /* row by row, the headings first */
};

/* Both append to @out, which the caller owns, and return it. */
char *table_text(const struct table *table, char *out);
char *table_markdown(const struct table *table, char *out);

/* 1234567.8 as "1,234,568", 12.34 as "12.3"; the caller owns the result. */
char *table_number(double number);

#endif
