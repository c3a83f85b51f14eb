// SPDX-License-Identifier: GPL-2.0-only
/* fork through the gate: both sides return, with data of their own. */
#include "gate.h"

static volatile int value;
static volatile sig_atomic_t count;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	count++;
}

int main(void)
{
	int good = 0;

	begin(30);
	on(SIGUSR1, handler, SA_RESTART);
	tick(SIGUSR1,
	     ONE_KHZ); /* interrupts soon after the stack became copy-on-write */
	for (int i = 0; i < 300; i++) {
		long pid;

		value = i;
		pid = gate(SYS_fork);
		if (pid == 0) {
			value++;
			for (volatile int j = 0; j < 1000; j++)
				;
			gate(SYS_exit_group, value == i + 1 ? i & 127 : 255);
		}
		CHECK(pid > 0);
		CHECK(value == i);
		good += WEXITSTATUS(reap((pid_t)pid)) == (i & 127);
	}
	printf("good %d\n", good);
	return finish();
}
