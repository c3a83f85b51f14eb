// SPDX-License-Identifier: GPL-2.0-only
/* sigsuspend lets a pending signal in and restores the mask. */
#include "check.h"

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
	sigset_t blocked, open, now;

	begin(20);
	on(SIGUSR1, handler, 0);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGUSR1);
	MUST(sigprocmask(SIG_BLOCK, &blocked, &open));
	for (int i = 0; i < 200; i++) {
		raise(SIGUSR1);
		raise(SIGUSR1); /* not queued twice */
		CHECK(count == i);
		MUST(sigpending(&now));
		CHECK(sigismember(&now, SIGUSR1));
		CHECK(sigsuspend(&open) == -1 && errno == EINTR);
		CHECK(count == i + 1);
		MUST(sigprocmask(SIG_BLOCK, NULL, &now));
		CHECK(sigismember(&now, SIGUSR1));
	}
	printf("count %d\n", count);
	return finish();
}
