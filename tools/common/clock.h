/* SPDX-License-Identifier: GPL-2.0-only */
/* The time since some moment, by a clock that nobody sets. */
#ifndef UKL_CLOCK_H
#define UKL_CLOCK_H

#include <time.h>

static inline long long clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* In seconds, with what there is behind the point. */
static inline double clock_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

#endif
