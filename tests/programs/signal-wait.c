// SPDX-License-Identifier: GPL-2.0-only
/* sigwaitinfo and sigtimedwait take signals without a handler. */
#include "check.h"

int main(void)
{
	struct timespec short_time = { 0, 10000000 };
	siginfo_t info;
	sigset_t set;
	int signo;
	pid_t pid;

	begin(20);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGRTMIN);
	MUST(sigprocmask(SIG_BLOCK, &set, NULL));
	pid = child();
	if (pid == 0) {
		union sigval value;

		sleep_ms(20);
		kill(getppid(), SIGUSR1);
		for (value.sival_int = 0; value.sival_int < 3;
		     value.sival_int++)
			sigqueue(getppid(), SIGRTMIN, value);
		_exit(0);
	}
	CHECK(sigwaitinfo(&set, &info) == SIGUSR1 && info.si_pid == pid);
	CHECK(reap(pid) == 0);
	for (int i = 0; i < 3; i++) {
		CHECK(sigwaitinfo(&set, &info) == SIGRTMIN);
		printf("value %d\n", info.si_value.sival_int);
	}
	printf("nothing left: %s\n",
	       outcome(sigtimedwait(&set, &info, &short_time)));
	raise(SIGUSR1);
	CHECK(sigwait(&set, &signo) == 0);
	printf("sigwait SIG%s\n", sigabbrev_np(signo));
	return finish();
}
