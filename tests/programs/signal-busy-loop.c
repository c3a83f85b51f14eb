// SPDX-License-Identifier: GPL-2.0-only
/* A timer signal interrupts a loop that makes no calls. */
#include "check.h"
#include <sys/time.h>

static volatile sig_atomic_t count;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	count++;
}

int main(void)
{
	struct itimerval interval = { { 0, 1000 }, { 0, 1000 } };
	struct itimerval off = { { 0, 0 }, { 0, 0 } };

	begin(0);
	on(SIGALRM, handler, 0);
	MUST(setitimer(ITIMER_REAL, &interval, NULL));
	while (count < 100)
		asm volatile("");
	MUST(setitimer(ITIMER_REAL, &off, NULL));
	printf("hundred\n");
	begin(10);
	on(SIGUSR1, handler, 0);
	tick(SIGUSR1, TEN_KHZ);
	while (count < 600)
		asm volatile("");
	printf("five hundred more\n");
	return finish();
}
