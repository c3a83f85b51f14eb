// SPDX-License-Identifier: GPL-2.0-only
/* In ring 0 the processor still has SMEP, SMAP and write protection on, and interrupts. */
#include <cpuid.h>
#include "check.h"

int main(void)
{
	unsigned int eax = 0, ebx = 0, ecx = 0, edx = 0;
	unsigned long cr0, cr4, flags;

	begin(20);
	if (current_ring() != 0)
		return 1;
	__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx);
	for (int i = 0; i < 100; i++) {
		asm volatile("mov %%cr0, %0; mov %%cr4, %1; pushf; pop %2"
			     : "=r"(cr0), "=r"(cr4), "=r"(flags));
		CHECK(cr0 >> 16 & 1); /* WP */
		CHECK((cr4 >> 20 & 1) == (ebx >> 7 & 1)); /* SMEP */
		CHECK((cr4 >> 21 & 1) == (ebx >> 20 & 1)); /* SMAP */
		CHECK(flags >> 9 & 1); /* IF */
		sched_yield();
	}
	return finish();
}
