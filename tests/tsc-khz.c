// SPDX-License-Identifier: GPL-2.0-only
/*
 * Print the frequency of this machine's time-stamp counter in kHz. QEMU's
 * translator hands the counter to the guest as it is, but the microvm machine
 * has no other clock to measure it by; without it the guest's timers have the
 * resolution of its 4 ms tick, and no 10 kHz timer is one.
 */
#include <stdio.h>
#include <time.h>
#include <x86intrin.h>

static double now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_RAW, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

int main(void)
{
	double start = now_ns(), time;
	unsigned long long ticks = __rdtsc();

	do {
		time = now_ns() - start;
	} while (time < 5e7);
	printf("%.0f\n", (double)(__rdtsc() - ticks) * 1e6 / time);
	return 0;
}
