// SPDX-License-Identifier: GPL-2.0-only
/* A program may load a plain set of flags, without AC, and go on. */
#include "check.h"

static volatile int data = 5;

int main(void)
{
	begin(20);
	for (int i = 0; i < 100; i++) {
		int value;

		asm volatile("push $0x202; popf; mov %1, %0"
			     : "=r"(value)
			     : "m"(data)
			     : "cc", "memory");
		CHECK(value == 5);
		CHECK(getppid() > 0);
		sched_yield();
		data = value;
	}
	printf("data %d\n", data);
	return finish();
}
