// SPDX-License-Identifier: GPL-2.0-only
/* No thread passes a barrier before the last one came. */
#include "check.h"

#define THREADS 8
#define PHASES 50

static pthread_barrier_t barrier;
static int arrived[PHASES];
static int serial;

static void *work(void *argument)
{
	for (int phase = 0; phase < PHASES; phase++) {
		__atomic_add_fetch(&arrived[phase], 1, __ATOMIC_SEQ_CST);
		if (pthread_barrier_wait(&barrier) ==
		    PTHREAD_BARRIER_SERIAL_THREAD)
			__atomic_add_fetch(&serial, 1, __ATOMIC_SEQ_CST);
		CHECK(__atomic_load_n(&arrived[phase], __ATOMIC_SEQ_CST) ==
		      THREADS);
	}
	return argument;
}

int main(void)
{
	pthread_t threads[THREADS];

	begin(30);
	pthread_barrier_init(&barrier, NULL, THREADS);
	for (int i = 0; i < THREADS; i++)
		CHECK(pthread_create(&threads[i], NULL, work, NULL) == 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	printf("serial threads %d\n", serial);
	return finish();
}
