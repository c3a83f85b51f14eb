// SPDX-License-Identifier: GPL-2.0-only
/* SIGCHLD for exit, stop and continue; SA_NOCLDWAIT leaves no zombie. */
#include "check.h"

static volatile sig_atomic_t exited, stopped, continued;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)context;
	exited += info->si_code == CLD_KILLED;
	stopped += info->si_code == CLD_STOPPED;
	continued += info->si_code == CLD_CONTINUED;
}

static void wait_until(volatile sig_atomic_t *count)
{
	while (!*count)
		sleep_ms(1);
}

int main(void)
{
	pid_t pid;

	begin(20);
	on(SIGCHLD, handler, SA_RESTART);
	pid = child();
	if (pid == 0)
		for (;;)
			pause();
	MUST(kill(pid, SIGSTOP));
	wait_until(&stopped);
	MUST(kill(pid, SIGCONT));
	wait_until(&continued);
	MUST(kill(pid, SIGTERM));
	wait_until(&exited);
	printf("%s, stopped %d, continued %d, exited %d\n", fate(reap(pid)),
	       stopped, continued, exited);
	on(SIGCHLD, handler, SA_NOCLDWAIT | SA_RESTART);
	pid = child();
	if (pid == 0)
		_exit(0);
	printf("wait: %s\n", outcome(waitpid(pid, NULL, 0)));
	return finish();
}
