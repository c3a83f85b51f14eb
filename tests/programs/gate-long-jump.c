// SPDX-License-Identifier: GPL-2.0-only
/* A handler leaves a call of the gate by siglongjmp, a thousand times. */
#include "gate.h"
#include <setjmp.h>

static sigjmp_buf target;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	siglongjmp(target, signo);
}

int main(void)
{
	volatile int count = 0;
	int ends[2];

	begin(20);
	MUST(pipe(ends));
	on(SIGUSR1, handler, SA_RESTART);
	for (volatile int i = 0; i < 1000; i++) {
		if (sigsetjmp(target, 1) == 0)
			gate(SYS_kill, getpid(), SIGUSR1);
		else
			count++;
	}
	printf("out of kill %d\n", count);
	for (volatile int i = 0; i < 20; i++) {
		if (sigsetjmp(target, 1) == 0) {
			char byte;

			signal_after(SIGUSR1, 2);
			gate(SYS_read, ends[0], &byte, 1);
		} else {
			count++;
		}
	}
	printf("out of read %d\n", count);
	return finish();
}
