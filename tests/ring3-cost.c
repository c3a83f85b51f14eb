// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guest instructions of a getppid, as process 1 of a guest whose time-stamp
 * counter counts instructions (QEMU -icount shift=0).
 */
#include <stdio.h>
#include <sys/syscall.h>
#include <x86intrin.h>

#define CALLS 100000

static unsigned long long loop(int calling)
{
	unsigned long long start = __rdtsc();

	for (int i = 0; i < CALLS; i++) {
		long result = SYS_getppid;

		if (calling)
			asm volatile("syscall" : "+a"(result) : : "rcx", "r11", "memory");
		else
			asm volatile("" : "+a"(result) : : "rcx", "r11", "memory");
	}
	return __rdtsc() - start;
}

int main(void)
{
	for (int run = 0; run < 3; run++)
		printf("getppid %.2f\n", (double)(loop(1) - loop(0)) / CALLS);
	return 0;
}
