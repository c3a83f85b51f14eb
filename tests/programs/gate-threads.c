// SPDX-License-Identifier: GPL-2.0-only
/* Six threads call the gate at once, preempt each other and take signals. */
#include "gate.h"

#define THREADS 6

static __thread volatile long mine;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	mine++;
	CHECK(gate(SYS_gettid) == gettid());
}

static void *work(void *argument)
{
	long tid = gettid(), pid = getpid();
	int ends[2];

	MUST(pipe(ends));
	for (long i = 0; i < 400; i++) {
		long value = i * 8 + (long)argument, back = -1;

		CHECK(gate(SYS_gettid) == tid && gate(SYS_getpid) == pid);
		CHECK(gate(SYS_write, ends[1], &value, sizeof(value)) ==
		      sizeof(value));
		CHECK(gate(SYS_read, ends[0], &back, sizeof(back)) ==
			      sizeof(back) &&
		      back == value);
		if (i % 20 == 0)
			CHECK(gate(SYS_tgkill, pid, tid, SIGUSR1) == 0);
		if (i % 50 == 0)
			CHECK(gate(SYS_sched_yield) == 0);
	}
	return (void *)(long)(mine >= 20);
}

int main(void)
{
	pthread_t threads[THREADS];

	begin(40);
	on(SIGUSR1, handler, SA_RESTART);
	for (long i = 0; i < THREADS; i++)
		CHECK(pthread_create(&threads[i], NULL, work, (void *)i) == 0);
	tick(SIGUSR1, ONE_KHZ);
	for (int i = 0; i < THREADS; i++) {
		void *result;

		CHECK(pthread_join(threads[i], &result) == 0);
		printf("thread %d %ld\n", i, (long)result);
	}
	return finish();
}
