/* SPDX-License-Identifier: GPL-2.0-only */
/* Files that are to be written at the end of long work. */
#ifndef UKL_OUTPUT_H
#define UKL_OUTPUT_H

#include <stdbool.h>

/*
 * Can file_write() make @path? It puts a new file in its place, so what is there has to be a file, and no
 * device, pipe or link. Reports; @option, which named it, is to be given another one then.
 */
bool output_check(const char *path, const char *option);

/* Would both be written to the same place? */
bool output_is_same(const char *a, const char *b);

#endif
