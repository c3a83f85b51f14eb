// SPDX-License-Identifier: GPL-2.0-only
/* A thread forks: the child has that thread only, and it can make more. */
#include "check.h"

static volatile int stop;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int prepared, in_parent, in_child;

static void prepare(void)
{
	pthread_mutex_lock(&lock);
	prepared++;
}
static void parent_after(void)
{
	pthread_mutex_unlock(&lock);
	in_parent++;
}
static void child_after(void)
{
	pthread_mutex_unlock(&lock);
	in_child++;
}

static void *spin(void *argument)
{
	while (!stop) {
		pthread_mutex_lock(&lock);
		pthread_mutex_unlock(&lock);
		sched_yield();
	}
	return argument;
}

static void *answer(void *argument)
{
	return (void *)((long)argument + 1);
}

static void *fork_here(void *argument)
{
	for (int i = 0; i < 20; i++) {
		pid_t pid = child();

		if (pid == 0) {
			pthread_t thread;
			void *result;

			CHECK(pthread_create(&thread, NULL, answer,
					     (void *)41) == 0);
			CHECK(pthread_join(thread, &result) == 0);
			pthread_mutex_lock(&lock);
			CHECK(in_child == 1);
			_exit(finish() ? 1 : (int)(long)result);
		}
		CHECK(WEXITSTATUS(reap(pid)) == 42);
	}
	return argument;
}

int main(void)
{
	pthread_t threads[3];

	begin(30);
	pthread_atfork(prepare, parent_after, child_after);
	for (int i = 0; i < 3; i++)
		CHECK(pthread_create(&threads[i], NULL, i ? spin : fork_here,
				     NULL) == 0);
	pthread_join(threads[0], NULL);
	stop = 1;
	pthread_join(threads[1], NULL);
	pthread_join(threads[2], NULL);
	printf("prepared %d, parent %d, child %d\n", prepared, in_parent,
	       in_child);
	return finish();
}
