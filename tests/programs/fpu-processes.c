// SPDX-License-Identifier: GPL-2.0-only
/* Processes keep their own vector registers, and a child starts with its parent's. */
#include "vector.h"

int main(void)
{
	pid_t pids[4];
	double value = 1.0;

	begin(40);
	asm volatile("" : "+x"(value));
	for (int i = 0; i < 4; i++) {
		value *= 1.5;
		pids[i] = child();
		if (pids[i] == 0) {
			int kept = 0;

			CHECK(value == (i == 0 ? 1.5 :
					i == 1 ? 2.25 :
					i == 2 ? 3.375 :
						 5.0625));
			for (int j = 0; j < 60; j++) {
				kept += vectors_kept((uint64_t)(i * 1000 + j),
						     200000) != 0;
				if (j % 10 == 0)
					sched_yield();
			}
			_exit(finish() ? 255 : kept);
		}
	}
	for (int i = 0; i < 4; i++)
		printf("%s\n", fate(reap(pids[i])));
	return finish();
}
