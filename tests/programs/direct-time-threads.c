// SPDX-License-Identifier: GPL-2.0-only
/*
 * A million readings of the clocks by threads on two processors, handed to and
 * fro: none is behind one that was read before on the other.
 */
#include "call-ways.h"
#include <sched.h>

#define READINGS 1000000
#define EXCHANGES 30000
#define THREADS 2

static const clockid_t clocks[] = { CLOCK_MONOTONIC, CLOCK_BOOTTIME,
				    CLOCK_MONOTONIC_RAW,
				    CLOCK_MONOTONIC_COARSE };
#define CLOCKS (sizeof(clocks) / sizeof(clocks[0]))

static int64_t latest[CLOCKS];

static int64_t read_clock(size_t clock, long i)
{
	struct timespec now = { 0, -1 };

	/* now and then by the system call */
	if (i % 16 == 0)
		CHECK(call((enum way)(i / 16 % WAYS), SYS_clock_gettime,
			   clocks[clock], &now) == 0);
	else
		CHECK(clock_gettime(clocks[clock], &now) == 0);
	CHECK(now.tv_nsec >= 0 && now.tv_nsec < 1000000000);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void pin(long number)
{
	cpu_set_t all, one;
	long count = 0;

	MUST(sched_getaffinity(0, sizeof(all), &all));
	for (unsigned int i = 0; i < CPU_SETSIZE; i++)
		if (CPU_ISSET(i, &all) && count++ == number % CPU_COUNT(&all)) {
			CPU_ZERO(&one);
			CPU_SET(i, &one);
			MUST(sched_setaffinity(0, sizeof(one), &one));
			return;
		}
}

static void *watch(void *argument)
{
	long number = (long)argument, behind = 0;
	int64_t last[CLOCKS] = { 0 };

	pin(number);
	for (long i = 0; i < READINGS / THREADS; i++) {
		size_t clock = (size_t)i % CLOCKS;
		int64_t now, seen;

		/* what another has read before this reading begins */
		seen = __atomic_load_n(&latest[clock], __ATOMIC_ACQUIRE);
		now = read_clock(clock, i);
		behind += now < seen || now < last[clock];
		last[clock] = now;
		while (seen < now &&
		       !__atomic_compare_exchange_n(&latest[clock], &seen, now,
						    0, __ATOMIC_SEQ_CST,
						    __ATOMIC_SEQ_CST))
			;
	}
	return (void *)behind;
}

/* One moves from processor to processor while it reads */
static void *wander(void *argument)
{
	int64_t last = 0;
	long behind = 0;

	for (long i = 0; i < EXCHANGES; i++) {
		int64_t now = read_clock(0, i);

		if (i % 100 == 0) {
			cpu_set_t all;

			memset(&all, 0xff, sizeof(all));
			pin(i / 100);
			sched_yield();
			MUST(sched_setaffinity(0, sizeof(all), &all));
		}
		behind += now < last;
		last = now;
	}
	(void)argument;
	return (void *)behind;
}

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	read_clock(0, 1);
}

int main(void)
{
	pthread_t threads[THREADS + 1];
	timer_t timer;

	begin(80);
	on(SIGUSR1, handler, SA_RESTART);
	timer = tick(SIGUSR1, ONE_KHZ);
	for (long i = 0; i <= THREADS; i++)
		CHECK(pthread_create(&threads[i], NULL,
				     i < THREADS ? watch : wander,
				     (void *)i) == 0);
	for (int i = 0; i <= THREADS; i++) {
		void *behind;

		pthread_join(threads[i], &behind);
		CHECK(behind == NULL);
		printf("behind %ld\n", (long)behind);
	}
	MUST(timer_delete(timer));
	return finish();
}
