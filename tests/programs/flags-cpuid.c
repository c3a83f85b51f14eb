// SPDX-License-Identifier: GPL-2.0-only
/* Identification flag and cpuid work; the processor is 64-bit. */
#include <cpuid.h>
#include "check.h"

int main(void)
{
	unsigned int eax, ebx, ecx, edx = 0;
	unsigned long before, after;

	begin(20);
	asm volatile(
		"pushf; pop %0; mov %0, %1; xor $0x200000, %1; push %1; popf; pushf; pop %1"
		: "=&r"(before), "=&r"(after)
		:
		: "cc", "memory");
	printf("ID can be toggled: %d\n", ((before ^ after) & 0x200000) != 0);
	CHECK(__get_cpuid(0x80000001, &eax, &ebx, &ecx, &edx));
	printf("long mode: %d\n", (edx >> 29) & 1);
	return finish();
}
