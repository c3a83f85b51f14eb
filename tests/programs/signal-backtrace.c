// SPDX-License-Identifier: GPL-2.0-only
/* backtrace() finds its way from a handler back to main. */
#include "check.h"
#include <execinfo.h>

static volatile int found;
int main(void);

static void handler(int signo, siginfo_t *info, void *context)
{
	void *frames[32];
	int depth = backtrace(frames, 32);

	(void)signo;
	(void)info;
	(void)context;
	for (int i = 0; i < depth; i++)
		found += (char *)frames[i] > (char *)main &&
			 (char *)frames[i] < (char *)main + 400;
}

static __attribute__((noinline)) void inner(void)
{
	raise(SIGUSR1);
	asm volatile("");
}

int main(void)
{
	begin(20);
	on(SIGUSR1, handler, 0);
	inner();
	printf("main found %d\n", found > 0);
	return finish();
}
