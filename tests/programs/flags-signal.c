// SPDX-License-Identifier: GPL-2.0-only
/* A handler starts with the direction flag clear; the flags come back after it. */
#include "check.h"

static volatile unsigned long in_handler, count;

static void handler(int signo, siginfo_t *info, void *context)
{
	unsigned long flags;

	(void)signo;
	(void)info;
	(void)context;
	asm volatile("pushf; pop %0; cmp %0, %0"
		     : "=r"(flags)
		     :
		     : "cc", "memory");
	in_handler |= flags;
	count++;
}

int main(void)
{
	begin(20);
	on(SIGUSR1, handler, SA_RESTART);
	tick(SIGUSR1, ONE_KHZ);
	while (count < 100) {
		unsigned long flags, again;
		long turns = 20000;

		/* loop does not change the flags */
		asm volatile("mov $-1, %%rax; add $1, %%al; std\n"
			     "pushf; pop %0\n"
			     "1: loop 1b\n"
			     "pushf; pop %1; cld\n"
			     : "=&r"(flags), "=&r"(again), "+c"(turns)
			     :
			     : "rax", "cc", "memory");
		CHECK((flags & 0xcd5) == (again & 0xcd5));
		CHECK(again & 0x400);
	}
	printf("direction flag in handlers %d\n", (in_handler & 0x400) != 0);
	return finish();
}
