// SPDX-License-Identifier: GPL-2.0-only
/* Five threads keep their own vector registers while they preempt each other. */
#include "vector.h"

static void *work(void *argument)
{
	long kept = 0;

	for (int i = 0; i < 60; i++)
		kept += vectors_kept((uint64_t)argument * 1000 + (uint64_t)i,
				     200000);
	return (void *)kept;
}

int main(void)
{
	pthread_t threads[5];

	begin(40);
	for (long i = 0; i < 5; i++)
		CHECK(pthread_create(&threads[i], NULL, work,
				     (void *)(i + 1)) == 0);
	for (int i = 0; i < 5; i++) {
		void *result;

		pthread_join(threads[i], &result);
		printf("kept %ld\n", (long)result);
	}
	return finish();
}
