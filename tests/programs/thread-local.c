// SPDX-License-Identifier: GPL-2.0-only
/* Thread-local variables start from their image; destructors of keys run. */
#include "check.h"

#define THREADS 16

static __thread int initialised = 1234;
static __thread char zeroed[5000];
static __thread struct {
	long value;
} __attribute__((aligned(64))) aligned = { 99 };

static pthread_key_t key, chained;
static int destroyed, destroyed_again;

static void destroy(void *value)
{
	__atomic_add_fetch(&destroyed, (int)(long)value, __ATOMIC_SEQ_CST);
	pthread_setspecific(chained, value); /* needs a second round */
}

static void destroy_chained(void *value)
{
	(void)value;
	__atomic_add_fetch(&destroyed_again, 1, __ATOMIC_SEQ_CST);
}

static void *work(void *argument)
{
	CHECK(initialised == 1234 && zeroed[4999] == 0 && aligned.value == 99);
	CHECK((uintptr_t)&aligned % 64 == 0);
	initialised = (int)(long)argument;
	aligned.value = initialised;
	memset(zeroed, initialised, sizeof(zeroed));
	errno = initialised;
	pthread_setspecific(key, argument);
	for (int i = 0; i < 20; i++) {
		sched_yield();
		CHECK(initialised == (int)(long)argument &&
		      errno == initialised);
		CHECK(zeroed[777] == (char)initialised &&
		      aligned.value == initialised);
	}
	return pthread_getspecific(key);
}

int main(void)
{
	pthread_t threads[THREADS];
	long sum = 0;

	begin(30);
	pthread_key_create(&key, destroy);
	pthread_key_create(&chained, destroy_chained);
	for (long i = 0; i < THREADS; i++)
		CHECK(pthread_create(&threads[i], NULL, work,
				     (void *)(i + 1)) == 0);
	for (int i = 0; i < THREADS; i++) {
		void *result;

		pthread_join(threads[i], &result);
		sum += (long)result;
	}
	CHECK(initialised == 1234 && zeroed[0] == 0 && aligned.value == 99);
	printf("sum %ld, destroyed %d, again %d\n", sum, destroyed,
	       destroyed_again);
	return finish();
}
