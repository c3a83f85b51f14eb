// SPDX-License-Identifier: GPL-2.0-only
/*
 * SECCOMP_FILTER_FLAG_TSYNC puts a filter on threads that are in the middle of
 * calls: those that make short ones in a loop see it at one of the next, those
 * that sleep in one see it at the one after.
 */
#include "call-seccomp.h"
#include "task-state.h"

#define ROUNDS 10

static int sleepers[WAYS][2];
static volatile int filtered, ready, began[WAYS];
static pid_t parent;

static void *loop(void *argument)
{
	enum way way = (enum way)(long)argument;
	long result, calls = 0;

	__atomic_add_fetch(&ready, 1, __ATOMIC_SEQ_CST);
	/* right until the filter is there, and never again after */
	for (;;) {
		int told = filtered;

		result = call(way, SYS_getppid, 0);
		if (result == -EDOM)
			break;
		CHECK(result == parent);
		CHECK(!told);
		if (told)
			break;
		calls++;
	}
	for (int i = 0; i < 100; i++)
		CHECK(call(way, SYS_getppid, 0) == -EDOM);
	return (void *)calls;
}

static void *sleep_in_read(void *argument)
{
	enum way way = (enum way)(long)argument;
	char byte = 0;

	began[way] = gettid();
	CHECK(call(way, SYS_read, sleepers[way][0], &byte, 1) == 1);
	CHECK(byte == 'x');
	CHECK(call(way, SYS_getppid, 0) == -EDOM);
	return NULL;
}

static void one_round(void)
{
	struct rule rules[] = { { SYS_getppid, SECCOMP_RET_ERRNO | EDOM } };
	pthread_t threads[2 * WAYS];
	void *calls;

	parent = getppid();
	EACH_WAY(way)
	{
		MUST(pipe(sleepers[way]));
		CHECK(pthread_create(&threads[way], NULL, loop,
				     (void *)(long)way) == 0);
		CHECK(pthread_create(&threads[WAYS + way], NULL, sleep_in_read,
				     (void *)(long)way) == 0);
	}
	while (ready < WAYS)
		sched_yield();
	EACH_WAY(way)
	while (!began[way] || task_state(getpid(), began[way]) != 'S')
		sleep_ms(1);
	MUST(seccomp_rules(rules, 1, SECCOMP_FILTER_FLAG_TSYNC));
	filtered = 1;
	EACH_WAY(way)
	MUST(write(sleepers[way][1], "x", 1));
	EACH_WAY(way)
	{
		pthread_join(threads[way], &calls);
		pthread_join(threads[WAYS + way], NULL);
	}
	CHECK(call(BY_DIRECT, SYS_getppid, 0) == -EDOM);
	_exit(finish());
}

int main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	begin(40);
	for (int i = 0; i < ROUNDS; i++) {
		pid_t pid = child();

		if (pid == 0)
			one_round();
		printf("%s\n", fate(reap(pid)));
	}
	return finish();
}
