// SPDX-License-Identifier: GPL-2.0-only
/* Robust, priority-inheriting, recursive and error-checking mutexes. */
#include "check.h"

static pthread_mutex_t mutex;

static void make(int type, int robust, int protocol)
{
	pthread_mutexattr_t attributes;

	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_settype(&attributes, type);
	pthread_mutexattr_setrobust(&attributes, robust);
	pthread_mutexattr_setprotocol(&attributes, protocol);
	CHECK(pthread_mutex_init(&mutex, &attributes) == 0);
}

static void *lock_and_die(void *argument)
{
	CHECK(pthread_mutex_lock(&mutex) == 0);
	return argument;
}

static void *count(void *argument)
{
	for (int i = 0; i < 300; i++) {
		CHECK(pthread_mutex_lock(&mutex) == 0);
		++*(volatile long *)argument;
		CHECK(pthread_mutex_unlock(&mutex) == 0);
	}
	return NULL;
}

int main(void)
{
	pthread_t threads[3];
	long counter = 0;

	begin(20);
	for (int protocol = 0; protocol < 2; protocol++) {
		make(PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_ROBUST,
		     protocol ? PTHREAD_PRIO_INHERIT : PTHREAD_PRIO_NONE);
		pthread_create(&threads[0], NULL, lock_and_die, NULL);
		pthread_join(threads[0], NULL);
		printf("owner died: %s\n", errname(pthread_mutex_lock(&mutex)));
		CHECK(pthread_mutex_consistent(&mutex) == 0);
		CHECK(pthread_mutex_unlock(&mutex) == 0);
		for (int i = 0; i < 3; i++)
			pthread_create(&threads[i], NULL, count, &counter);
		for (int i = 0; i < 3; i++)
			pthread_join(threads[i], NULL);
		printf("counter %ld\n", counter);
	}
	make(PTHREAD_MUTEX_RECURSIVE, PTHREAD_MUTEX_STALLED, PTHREAD_PRIO_NONE);
	CHECK(pthread_mutex_lock(&mutex) == 0 &&
	      pthread_mutex_lock(&mutex) == 0);
	make(PTHREAD_MUTEX_ERRORCHECK, PTHREAD_MUTEX_STALLED,
	     PTHREAD_PRIO_INHERIT);
	printf("lock: %s, ", errname(pthread_mutex_lock(&mutex)));
	printf("again: %s, ", errname(pthread_mutex_lock(&mutex)));
	printf("unlock: %s\n", errname(pthread_mutex_unlock(&mutex)));
	return finish();
}
