// SPDX-License-Identifier: GPL-2.0-only
/* sigsuspend and ppoll through the gate let a signal in and restore the mask. */
#include "gate.h"
#include <poll.h>

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
	struct timespec ten = { 10, 0 };
	sigset_t blocked, open, now;

	begin(20);
	on(SIGUSR1, handler, 0);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGUSR1);
	MUST(sigprocmask(SIG_BLOCK, &blocked, &open));
	for (int i = 0; i < 200; i++) {
		CHECK(gate(SYS_kill, getpid(), SIGUSR1) == 0);
		CHECK(count == i);
		if (i % 2)
			CHECK(gate(SYS_rt_sigsuspend, &open, 8) == -EINTR);
		else
			CHECK(gate(SYS_ppoll, NULL, 0, &ten, &open, 8) ==
			      -EINTR);
		CHECK(count == i + 1);
		CHECK(gate(SYS_rt_sigprocmask, SIG_BLOCK, NULL, &now, 8) == 0);
		CHECK(sigismember(&now, SIGUSR1));
	}
	printf("count %d\n", count);
	return finish();
}
