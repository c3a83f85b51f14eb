// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>

#include "number.h"

bool parse_number(const char *text, unsigned int min, unsigned int max,
		  unsigned int *number)
{
	unsigned long parsed;
	char *end;

	/* strtoul() would take blanks and signs */
	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	parsed = strtoul(text, &end, 10);
	if (errno || *end || parsed < min || parsed > max)
		return false;
	*number = parsed;
	return true;
}
