// SPDX-License-Identifier: GPL-2.0-only
/* Forty threads take turns at one mutex. */
#include "check.h"

#define THREADS 40
#define ROUNDS 500

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long counter;

static void *work(void *argument)
{
	for (int i = 0; i < ROUNDS; i++) {
		pthread_mutex_lock(&lock);
		counter++;
		pthread_mutex_unlock(&lock);
		if (i % 100 == 0)
			sched_yield();
	}
	return argument;
}

int main(void)
{
	pthread_t threads[THREADS];
	long sum = 0;

	begin(30);
	for (long i = 0; i < THREADS; i++)
		CHECK(pthread_create(&threads[i], NULL, work, (void *)i) == 0);
	for (int i = 0; i < THREADS; i++) {
		void *result;

		CHECK(pthread_join(threads[i], &result) == 0);
		sum += (long)result;
	}
	printf("counter %ld, sum of results %ld\n", counter, sum);
	return finish();
}
