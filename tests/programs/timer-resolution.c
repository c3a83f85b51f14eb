// SPDX-License-Identifier: GPL-2.0-only
/* Timers are finer than the scheduler's tick: the storms of other tests are. */
#include "check.h"

static volatile long expirations;
static volatile uint64_t last;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)context;
	expirations += 1 + info->si_overrun;
	last = now_ns();
}

int main(void)
{
	struct timespec resolution;
	uint64_t start;

	begin(20);
	MUST(clock_getres(CLOCK_MONOTONIC, &resolution));
	printf("resolution %ld ns\n", resolution.tv_nsec);
	on(SIGUSR1, handler, SA_RESTART);
	tick(SIGUSR1, TEN_KHZ);
	start = now_ns();
	while (now_ns() - start < 200000000)
		;
	/* those of a signal that a busy host delivers late are in the next one */
	CHECK(last - start > 50000000);
	CHECK(expirations > (long)((last - start) / 100000 * 3 / 4));
	return finish();
}
