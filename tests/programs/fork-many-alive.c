// SPDX-License-Identifier: GPL-2.0-only
/* Sixty children alive at a time compute in parallel. */
#include "check.h"

#define CHILDREN 60

static unsigned int compute(unsigned int seed)
{
	for (int i = 0; i < 20000; i++)
		seed = seed * 1664525u + 1013904223u;
	return seed >> 25;
}

int main(void)
{
	pid_t pids[CHILDREN];
	int good = 0;

	begin(40);
	for (unsigned int i = 0; i < CHILDREN; i++) {
		pids[i] = child();
		if (pids[i] == 0)
			_exit((int)compute(i));
	}
	for (unsigned int i = 0; i < CHILDREN; i++) {
		int status = reap(pids[i]);

		good += WIFEXITED(status) &&
			WEXITSTATUS(status) == (int)compute(i);
	}
	printf("%d good\n", good);
	return finish();
}
