// SPDX-License-Identifier: GPL-2.0-only
/* Queued real-time signals come lowest number first, in order of sending. */
#include "check.h"

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)context;
	printf("RTMIN+%d value %d\n", signo - SIGRTMIN,
	       info->si_value.sival_int);
}

int main(void)
{
	struct sigaction action = { 0 };
	sigset_t all, before;
	union sigval value;

	begin(20);
	action.sa_sigaction = handler;
	action.sa_flags = SA_SIGINFO;
	sigfillset(&action.sa_mask);
	for (int i = 0; i < 4; i++)
		MUST(sigaction(SIGRTMIN + i, &action, NULL));
	sigfillset(&all);
	MUST(sigprocmask(SIG_BLOCK, &all, &before));
	for (value.sival_int = 0; value.sival_int < 12; value.sival_int++)
		MUST(sigqueue(getpid(), SIGRTMIN + 3 - value.sival_int % 4,
			      value));
	MUST(sigprocmask(SIG_SETMASK, &before, NULL));
	return finish();
}
