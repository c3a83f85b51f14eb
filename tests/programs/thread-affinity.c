// SPDX-License-Identifier: GPL-2.0-only
/* A thread runs on the processor it asked for, and its data follow. */
#include "check.h"
#include <sched.h>

int main(void)
{
	cpu_set_t all, one;
	int moved = 0;

	begin(20);
	MUST(sched_getaffinity(0, sizeof(all), &all));
	for (int round = 0; round < 20; round++) {
		for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
			unsigned int now = 9999;

			if (!CPU_ISSET(cpu, &all))
				continue;
			CPU_ZERO(&one);
			CPU_SET(cpu, &one);
			MUST(sched_setaffinity(0, sizeof(one), &one));
			MUST(syscall(SYS_getcpu, &now, NULL, NULL));
			CHECK(now == (unsigned int)cpu);
			CHECK(sched_getcpu() == cpu);
			moved = 1;
		}
	}
	printf("moved %d\n", moved);
	return finish();
}
