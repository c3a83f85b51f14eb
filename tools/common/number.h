/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers that people write: in options, recipes, configurations. */
#ifndef UKL_NUMBER_H
#define UKL_NUMBER_H

#include <stdbool.h>

/*
 * Is @text a whole decimal number from @min to @max, and nothing else? Then it is *@number. Reports
 * nothing: only the caller knows where the text stood.
 */
bool parse_number(const char *text, unsigned int min, unsigned int max,
		  unsigned int *number);

#endif
