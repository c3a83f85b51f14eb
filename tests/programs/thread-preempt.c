// SPDX-License-Identifier: GPL-2.0-only
/* Threads that never call the kernel all get their share of the processors. */
#include "check.h"

#define THREADS 6

static volatile int stop;
static volatile unsigned long turns[THREADS];

static void *spin(void *argument)
{
	long self = (long)argument;

	while (!stop)
		turns[self]++;
	return NULL;
}

int main(void)
{
	pthread_t threads[THREADS];
	int all = 0;

	begin(30);
	for (long i = 0; i < THREADS; i++)
		CHECK(pthread_create(&threads[i], NULL, spin, (void *)i) == 0);
	while (!all) {
		sleep_ms(10);
		all = 1;
		for (int i = 0; i < THREADS; i++)
			all = all && turns[i] > 0;
	}
	stop = 1;
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	printf("all ran\n");
	return finish();
}
