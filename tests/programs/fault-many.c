// SPDX-License-Identifier: GPL-2.0-only
/* Two thousand faults caught one after another, in four threads at once. */
#include "check.h"
#include <setjmp.h>

static __thread sigjmp_buf target;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	siglongjmp(target, signo);
}

static void *work(void *argument)
{
	volatile long caught = 0;

	for (volatile uintptr_t i = 0; i < 500; i++) {
		if (sigsetjmp(target, 1) == 0)
			*(volatile char *)(i * 8) = 1;
		else
			caught++;
	}
	(void)argument;
	return (void *)caught;
}

int main(void)
{
	pthread_t threads[4];
	long sum = 0;

	begin(30);
	on(SIGSEGV, handler, 0);
	for (int i = 0; i < 4; i++)
		CHECK(pthread_create(&threads[i], NULL, work, NULL) == 0);
	for (int i = 0; i < 4; i++) {
		void *result;

		pthread_join(threads[i], &result);
		sum += (long)result;
	}
	printf("caught %ld\n", sum);
	return finish();
}
