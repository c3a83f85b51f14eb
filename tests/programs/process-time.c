// SPDX-License-Identifier: GPL-2.0-only
/* Time spent in the program counts as user time. */
#include "check.h"
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/times.h>

static volatile sig_atomic_t expired, profiled;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	if (signo == SIGVTALRM)
		expired++;
	else
		profiled++;
}

int main(void)
{
	struct itimerval interval = { { 0, 20000 }, { 0, 20000 } };
	struct rusage usage;
	struct tms times_used;
	long user, system;

	begin(20);
	on(SIGVTALRM, handler, SA_RESTART);
	on(SIGPROF, handler, SA_RESTART);
	MUST(setitimer(ITIMER_VIRTUAL, &interval, NULL));
	MUST(setitimer(ITIMER_PROF, &interval, NULL));
	while (expired < 10 || profiled < 10)
		;
	MUST(getrusage(RUSAGE_SELF, &usage));
	user = usage.ru_utime.tv_sec * 1000000 + usage.ru_utime.tv_usec;
	system = usage.ru_stime.tv_sec * 1000000 + usage.ru_stime.tv_usec;
	CHECK(user >= 100000);
	CHECK(user > system);
	MUST(times(&times_used));
	CHECK(times_used.tms_utime >= 10);
	printf("user time grows\n");
	return finish();
}
