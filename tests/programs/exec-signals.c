// SPDX-License-Identifier: GPL-2.0-only
/* Across exec handlers are reset; ignored and blocked signals stay so. */
#include "check.h"

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
}

static const char *disposition(int signo)
{
	struct sigaction action;

	MUST(sigaction(signo, NULL, &action));
	return action.sa_handler == SIG_DFL ? "default" :
	       action.sa_handler == SIG_IGN ? "ignored" :
					      "handled";
}

int main(int argc, char **argv)
{
	stack_t stack = { .ss_sp = malloc(SIGSTKSZ),
			  .ss_size = (size_t)SIGSTKSZ };
	sigset_t set;

	begin(20);
	if (argc == 1) {
		on(SIGUSR1, handler, SA_ONSTACK);
		signal(SIGUSR2, SIG_IGN);
		sigemptyset(&set);
		sigaddset(&set, SIGTERM);
		MUST(sigprocmask(SIG_BLOCK, &set, NULL));
		MUST(sigaltstack(&stack, NULL));
		MUST(raise(SIGTERM));
		execl("/proc/self/exe", argv[0], "again", NULL);
		return 1;
	}
	printf("SIGUSR1 %s, SIGUSR2 %s\n", disposition(SIGUSR1),
	       disposition(SIGUSR2));
	MUST(sigprocmask(SIG_BLOCK, NULL, &set));
	printf("SIGTERM blocked %d, SIGUSR1 blocked %d\n",
	       sigismember(&set, SIGTERM), sigismember(&set, SIGUSR1));
	MUST(sigpending(&set));
	printf("SIGTERM pending %d\n", sigismember(&set, SIGTERM));
	MUST(sigaltstack(NULL, &stack));
	printf("alternate stack %s\n",
	       stack.ss_flags & SS_DISABLE ? "off" : "on");
	return finish();
}
