/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef UKL_RUN_CLOCK_H
#define UKL_RUN_CLOCK_H

#include <time.h>

/* Milliseconds of a clock that nobody sets. */
static inline long long clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

#endif
