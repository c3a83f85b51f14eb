// SPDX-License-Identifier: GPL-2.0-only
/* Timers are finer than the scheduler's tick: the storms of other tests are. */
#include "check.h"

static volatile long expirations;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)context;
	expirations += 1 + info->si_overrun;
}

int main(void)
{
	struct timespec resolution;
	uint64_t start;

	begin(20);
	MUST(clock_getres(CLOCK_MONOTONIC, &resolution));
	printf("resolution %ld ns\n", resolution.tv_nsec);
	on(SIGUSR1, handler, SA_RESTART);
	start = now_ns();
	tick(SIGUSR1, TEN_KHZ);
	while (now_ns() - start < 200000000)
		;
	CHECK(expirations > 1500);
	return finish();
}
