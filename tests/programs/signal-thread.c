// SPDX-License-Identifier: GPL-2.0-only
/* tgkill and pthread_kill reach one thread; kill reaches one that does not block. */
#include "check.h"

static __thread int self;
static volatile int got[5];
static volatile int ready;
static const int until[4] = { 1, 2, 3, 1 };

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	got[self]++;
}

static void *spin(void *argument)
{
	self = (int)(long)argument;
	__atomic_add_fetch(&ready, 1, __ATOMIC_SEQ_CST);
	while (got[self] < until[self])
		asm volatile("");
	return argument;
}

int main(void)
{
	pthread_t threads[4];
	sigset_t set;

	begin(20);
	self = 4;
	on(SIGUSR1, handler, 0);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	for (long i = 0; i < 4; i++)
		CHECK(pthread_create(&threads[i], NULL, spin, (void *)i) == 0);
	while (ready < 4)
		sched_yield();
	for (int i = 0; i < 3; i++) {
		for (int j = 1; j <= until[i]; j++) {
			CHECK(pthread_kill(threads[i], SIGUSR1) == 0);
			while (got[i] < j)
				sched_yield();
		}
		CHECK(pthread_join(threads[i], NULL) == 0);
	}
	CHECK(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0);
	MUST(kill(getpid(), SIGUSR1)); /* only the last thread can take it */
	CHECK(pthread_join(threads[3], NULL) == 0);
	printf("%d %d %d %d, main %d\n", got[0], got[1], got[2], got[3],
	       got[4]);
	return finish();
}
