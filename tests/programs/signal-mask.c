// SPDX-License-Identifier: GPL-2.0-only
/* sa_mask blocks other signals during a handler; the mask comes back after it. */
#include "check.h"
#include <ucontext.h>

static char trace[32];

static void add(char c)
{
	trace[strlen(trace)] = c;
}

static void second(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	add('2');
}

static void first(int signo, siginfo_t *info, void *context)
{
	ucontext_t *machine = context;

	(void)signo;
	(void)info;
	add('(');
	raise(SIGUSR2);
	add(')');
	sigaddset(&machine->uc_sigmask, SIGTERM); /* takes effect on return */
}

int main(void)
{
	struct sigaction action = { 0 };
	sigset_t now;

	begin(20);
	on(SIGUSR2, second, 0);
	action.sa_sigaction = first;
	action.sa_flags = SA_SIGINFO;
	sigaddset(&action.sa_mask, SIGUSR2);
	MUST(sigaction(SIGUSR1, &action, NULL));
	raise(SIGUSR1);
	sigemptyset(&action.sa_mask);
	MUST(sigaction(SIGUSR1, &action, NULL));
	raise(SIGUSR1);
	MUST(sigprocmask(SIG_BLOCK, NULL, &now));
	printf("%s, SIGUSR2 blocked %d, SIGTERM blocked %d\n", trace,
	       sigismember(&now, SIGUSR2), sigismember(&now, SIGTERM));
	return finish();
}
