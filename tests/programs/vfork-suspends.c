// SPDX-License-Identifier: GPL-2.0-only
/* The parent waits until the child of vfork is gone, and signals wait too. */
#include "check.h"

static volatile sig_atomic_t handled;
static volatile int finished;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	handled++;
}

int main(void)
{
	pid_t parent = getpid();
	pid_t pid;

	begin(20);
	on(SIGUSR1, handler, 0);
	pid = vfork();
	if (pid == 0) {
		struct timespec pause = { 0, 50000000 };

		kill(parent, SIGUSR1);
		nanosleep(&pause, NULL);
		finished = handled == 0 ? 1 : 2;
		_exit(3);
	}
	CHECK(finished == 1);
	CHECK(handled == 1);
	printf("%s\n", fate(reap(pid)));
	return finish();
}
