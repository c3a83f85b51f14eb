// SPDX-License-Identifier: GPL-2.0-only
/* Expirations of a blocked timer are counted in the overrun, exactly once. */
#include "check.h"

static volatile long handled, overruns;
static timer_t timer;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)context;
	handled++;
	overruns += info->si_overrun;
}

int main(void)
{
	struct itimerspec off = { { 0, 0 }, { 0, 0 } };
	sigset_t set;
	uint64_t start, ticking, expected;

	begin(20);
	on(SIGUSR1, handler, SA_RESTART);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	MUST(sigprocmask(SIG_BLOCK, &set, NULL));
	start = now_ns();
	timer = tick(SIGUSR1, ONE_KHZ);
	/* a busy host may let neither call return soon */
	ticking = now_ns();
	while (now_ns() - ticking < 100000000)
		;
	MUST(sigprocmask(SIG_UNBLOCK, &set, NULL));
	MUST(timer_settime(timer, 0, &off, NULL));
	expected = (now_ns() - start) / 1000000;
	CHECK(handled >= 1);
	CHECK((uint64_t)(handled + overruns) >= 90);
	CHECK((uint64_t)(handled + overruns) <= expected + 1);
	printf("counted\n");
	if (check_failures)
		printf("handled %ld, overruns %ld, expected %lu\n", handled,
		       overruns, expected);
	return finish();
}
