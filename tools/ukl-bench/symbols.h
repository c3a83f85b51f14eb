/* SPDX-License-Identifier: GPL-2.0-only */
/* Functions of an ELF file, by address. */
#ifndef UKL_BENCH_SYMBOLS_H
#define UKL_BENCH_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct symbol {
	uint64_t address;
	char *name;
};

struct symbols {
	struct symbol *v; /* in the order of their addresses */
	size_t nr;
};

/* Add those of @path; false after a report. */
bool symbols_add(struct symbols *symbols, const char *path);
/* After the last file, before the first search. */
void symbols_sort(struct symbols *symbols);
/* The function at @address: the last that begins at or below it. NULL: none does. */
struct symbol *symbols_find(struct symbols *symbols, uint64_t address);
/* The address of the function @name, 0: there is none. */
uint64_t symbols_address(const struct symbols *symbols, const char *name);

#endif
