// SPDX-License-Identifier: GPL-2.0-only
/* A clock read on one processor is never behind one read before on another. */
#include "check.h"

static uint64_t latest;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *watch(void *argument)
{
	for (int i = 0; i < 2000; i++) {
		uint64_t now;

		pthread_mutex_lock(&lock);
		now = now_ns();
		CHECK(now >= latest);
		latest = now;
		pthread_mutex_unlock(&lock);
	}
	return argument;
}

int main(void)
{
	static const clockid_t clocks[] = {
		CLOCK_REALTIME,		 CLOCK_MONOTONIC,
		CLOCK_BOOTTIME,		 CLOCK_PROCESS_CPUTIME_ID,
		CLOCK_THREAD_CPUTIME_ID, CLOCK_MONOTONIC_COARSE,
		CLOCK_REALTIME_COARSE
	};
	pthread_t threads[3];
	uint64_t start;

	begin(20);
	for (size_t i = 0; i < sizeof(clocks) / sizeof(clocks[0]); i++) {
		struct timespec now = { -1, -1 };

		CHECK(clock_gettime(clocks[i], &now) == 0);
		CHECK(now.tv_sec >= 0 && now.tv_nsec >= 0 &&
		      now.tv_nsec < 1000000000);
	}
	for (int i = 0; i < 3; i++)
		CHECK(pthread_create(&threads[i], NULL, watch, NULL) == 0);
	for (int i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	start = now_ns();
	sleep_ms(50);
	CHECK(now_ns() - start >= 50000000);
	CHECK(time(NULL) > 0);
	printf("in order\n");
	return finish();
}
