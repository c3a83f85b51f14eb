/* SPDX-License-Identifier: GPL-2.0-only */
/* What a verb cannot do without, looked for before anything is linked. */
#ifndef UKL_BENCH_NEEDS_H
#define UKL_BENCH_NEEDS_H

enum need {
	NEEDS_AB = 1 << 0,
	NEEDS_GCC = 1 << 1,
	NEEDS_GNUPLOT = 1 << 2,
	NEEDS_PLUGIN = 1 << 3,
	NEEDS_QEMU = 1 << 4,
	NEEDS_REDIS_BENCHMARK = 1 << 5,
	NEEDS_STRIP = 1 << 6,
};

/* One line for each of these that is not there. */
void needs_check(unsigned int needs);

#endif
