// SPDX-License-Identifier: GPL-2.0-only
/* No queued signal is lost or doubled while the gate is called. */
#include "gate.h"

#define SENDERS 2
#define EACH 1000

static volatile long count, sum;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)context;
	count++;
	sum += info->si_value.sival_int;
}

int main(void)
{
	pid_t parent = getpid(), pids[SENDERS];
	long rounds = 0;

	begin(40);
	on(SIGRTMIN, handler, SA_RESTART);
	for (int i = 0; i < SENDERS; i++) {
		pids[i] = child();
		if (pids[i] == 0) {
			union sigval value;

			for (value.sival_int = 1; value.sival_int <= EACH;
			     value.sival_int++)
				while (sigqueue(parent, SIGRTMIN, value) < 0)
					sched_yield();
			_exit(0);
		}
	}
	while (count < SENDERS * EACH) {
		CHECK(gate(SYS_getpid) == parent);
		if (rounds++ % 64 == 0)
			CHECK(gate(SYS_sched_yield) == 0);
	}
	for (int i = 0; i < SENDERS; i++)
		CHECK(reap(pids[i]) == 0);
	for (int i = 0; i < 100; i++)
		gate(SYS_sched_yield);
	printf("count %ld, sum %ld\n", count, sum);
	return finish();
}
