// SPDX-License-Identifier: GPL-2.0-only
/* What a handler learns from siginfo about kill, sigqueue, tgkill, a timer and a child. */
#include "check.h"

static siginfo_t seen;
static volatile sig_atomic_t count;

static void handler(int signo, siginfo_t *info, void *context)
{
	CHECK(signo == info->si_signo);
	CHECK(context != NULL);
	seen = *info;
	count++;
}

int main(void)
{
	union sigval value = { .sival_int = 4711 };
	struct itimerspec once = { { 0, 0 }, { 0, 1000000 } };
	struct sigevent event = { 0 };
	timer_t timer;
	pid_t pid;

	begin(20);
	on(SIGUSR1, handler, 0);
	on(SIGRTMIN, handler, 0);
	on(SIGCHLD, handler, 0);

	MUST(kill(getpid(), SIGUSR1));
	CHECK(seen.si_code == SI_USER && seen.si_pid == getpid() &&
	      seen.si_uid == getuid());
	MUST(syscall(SYS_tgkill, getpid(), gettid(), SIGUSR1));
	CHECK(seen.si_code == SI_TKILL && seen.si_pid == getpid());
	MUST(sigqueue(getpid(), SIGRTMIN, value));
	CHECK(seen.si_code == SI_QUEUE && seen.si_value.sival_int == 4711);
	CHECK(seen.si_pid == getpid());
	event.sigev_notify = SIGEV_SIGNAL;
	event.sigev_signo = SIGRTMIN;
	event.sigev_value.sival_int = 77;
	MUST(timer_create(CLOCK_MONOTONIC, &event, &timer));
	MUST(timer_settime(timer, 0, &once, NULL));
	while (count < 4)
		sleep_ms(1);
	CHECK(seen.si_code == SI_TIMER && seen.si_value.sival_int == 77);
	pid = child();
	if (pid == 0)
		_exit(9);
	while (count < 5)
		sleep_ms(1);
	CHECK(seen.si_code == CLD_EXITED && seen.si_pid == pid &&
	      seen.si_status == 9);
	CHECK(reap(pid) != -1);
	pid = child();
	if (pid == 0) {
		raise(SIGKILL);
		_exit(1);
	}
	while (count < 6)
		sleep_ms(1);
	CHECK(seen.si_code == CLD_KILLED && seen.si_pid == pid &&
	      seen.si_status == SIGKILL);
	printf("signals %d\n", count);
	return finish();
}
