// SPDX-License-Identifier: GPL-2.0-only
/* The stack grows to seven megabytes, in steps and at once. */
#include "check.h"

static __attribute__((noinline)) int descend(int depth)
{
	volatile char frame[4096];

	frame[0] = (char)depth;
	frame[4095] = (char)depth;
	if (depth == 0)
		return 0;
	return descend(depth - 1) + (frame[0] == frame[4095]);
}

static __attribute__((noinline)) int leap(void)
{
	volatile char frame[7 << 20];

	frame[0] = 1;
	frame[(7 << 20) - 1] = 2;
	return frame[0] + frame[(7 << 20) - 1] + getppid() * 0;
}

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
}

int main(void)
{
	pid_t pid;

	begin(20);
	on(SIGUSR1, handler, SA_RESTART);
	pid = child();
	if (pid == 0)
		_exit(leap());
	printf("at once: %s\n", fate(reap(pid)));
	tick(SIGUSR1, ONE_KHZ);
	printf("in steps: %d\n", descend(7 * 256 - 64));
	return finish();
}
