// SPDX-License-Identifier: GPL-2.0-only
/* Unknown and negative system call numbers give ENOSYS. */
#include "check.h"

static long raw(long number)
{
	long result;

	asm volatile("syscall"
		     : "=a"(result)
		     : "0"(number)
		     : "rcx", "r11", "memory");
	return result;
}

int main(void)
{
	static const long numbers[] = { 1000, 400, 100000,
					-1,   -39, 0x40000000 + 39 };

	begin(20);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		printf("%s\n", raw(numbers[i]) == -ENOSYS ? "ENOSYS" :
							    "something else");
	printf("high half ignored %d\n",
	       raw(SYS_getpid + (1l << 32)) == getpid());
	return finish();
}
