// SPDX-License-Identifier: GPL-2.0-only
/* A bounded queue with two condition variables passes every item once. */
#include "check.h"

#define ITEMS 2000
#define SLOTS 8

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_full = PTHREAD_COND_INITIALIZER;
static pthread_cond_t not_empty = PTHREAD_COND_INITIALIZER;
static int queue[SLOTS], used, first;

static void *produce(void *argument)
{
	for (int i = 1; i <= ITEMS; i++) {
		pthread_mutex_lock(&lock);
		while (used == SLOTS)
			pthread_cond_wait(&not_full, &lock);
		queue[(first + used++) % SLOTS] = i;
		pthread_cond_signal(&not_empty);
		pthread_mutex_unlock(&lock);
	}
	return argument;
}

static void *consume(void *argument)
{
	long sum = 0;

	(void)argument;
	for (int i = 0; i < ITEMS; i++) {
		pthread_mutex_lock(&lock);
		while (used == 0)
			pthread_cond_wait(&not_empty, &lock);
		sum += queue[first];
		first = (first + 1) % SLOTS;
		used--;
		pthread_cond_signal(&not_full);
		pthread_mutex_unlock(&lock);
	}
	return (void *)sum;
}

int main(void)
{
	pthread_t threads[4];
	struct timespec soon;
	long sum = 0;

	begin(30);
	for (int i = 0; i < 4; i++)
		CHECK(pthread_create(&threads[i], NULL,
				     i % 2 ? consume : produce, NULL) == 0);
	for (int i = 0; i < 4; i++) {
		void *result;

		pthread_join(threads[i], &result);
		sum += (long)result;
	}
	printf("sum %ld, left %d\n", sum, used);

	clock_gettime(CLOCK_REALTIME, &soon);
	soon.tv_nsec += 10000000;
	if (soon.tv_nsec >= 1000000000) {
		soon.tv_sec++;
		soon.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&lock);
	printf("timed wait: %s\n",
	       errname(pthread_cond_timedwait(&not_empty, &lock, &soon)));
	return finish();
}
