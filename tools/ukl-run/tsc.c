// SPDX-License-Identifier: GPL-2.0-only
#include <cpuid.h>
#include <time.h>
#include <x86intrin.h>

#include "tsc.h"

#define MEASURE_NS 20000000

static unsigned long long now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_RAW, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

/* Intel SDM volume 3, 18.17.1: CPUID.80000007H:EDX[8]. */
static int is_invariant(void)
{
	unsigned int a, b, c, d;

	return __get_cpuid(0x80000007, &a, &b, &c, &d) && (d & 1 << 8);
}

unsigned long tsc_khz(void)
{
	unsigned long long start, ticks, ns;

	if (!is_invariant())
		return 0;
	start = now_ns();
	ticks = __rdtsc();
	do {
		ns = now_ns() - start;
	} while (ns < MEASURE_NS);
	ticks = __rdtsc() - ticks;
	return ticks * 1000000 / ns;
}
