// SPDX-License-Identifier: GPL-2.0-only
/* A signal is blocked in its own handler unless SA_NODEFER; SA_RESETHAND resets. */
#include "check.h"

static volatile int depth, deepest, calls;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	calls++;
	if (++depth > deepest)
		deepest = depth;
	if (calls < 5)
		raise(signo);
	depth--;
}

int main(void)
{
	struct sigaction action;

	begin(20);
	for (int i = 0; i < 2; i++) {
		deepest = calls = 0;
		on(SIGUSR1, handler, i ? SA_NODEFER : 0);
		raise(SIGUSR1);
		printf("calls %d, deepest %d\n", calls, deepest);
	}
	calls = 5;
	on(SIGUSR2, handler, (int)SA_RESETHAND);
	raise(SIGUSR2);
	MUST(sigaction(SIGUSR2, NULL, &action));
	printf("reset %d\n", action.sa_handler == SIG_DFL);
	return finish();
}
