// SPDX-License-Identifier: GPL-2.0-only
/* pthread_cancel: deferred in a blocking read, asynchronous in a busy loop. */
#include "check.h"

static int pipe_ends[2];
static volatile int ready;
static int cleaned;

static void clean(void *argument)
{
	cleaned += (int)(long)argument;
}

static void *block(void *argument)
{
	char byte;

	pthread_cleanup_push(clean, (void *)1);
	pthread_cleanup_push(clean, (void *)10);
	ready = 1;
	CHECK(read(pipe_ends[0], &byte, 1) < 0);
	printf("read came back\n");
	pthread_cleanup_pop(0);
	pthread_cleanup_pop(0);
	return argument;
}

static void *spin(void *argument)
{
	pthread_cleanup_push(clean, (void *)100);
	pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
	ready = 1;
	for (;;)
		asm volatile("");
	pthread_cleanup_pop(0);
	return argument;
}

static void *refuse(void *argument)
{
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
	ready = 1;
	while (ready == 1)
		sleep_ms(1);
	return argument;
}

static void cancel(const char *name, void *(*function)(void *))
{
	pthread_t thread;
	void *result;

	ready = 0;
	CHECK(pthread_create(&thread, NULL, function, NULL) == 0);
	while (!ready)
		sched_yield();
	sleep_ms(20);
	CHECK(pthread_cancel(thread) == 0);
	ready = 2;
	CHECK(pthread_join(thread, &result) == 0);
	printf("%s: %s, cleaned %d\n", name,
	       result == PTHREAD_CANCELED ? "cancelled" : "returned", cleaned);
}

int main(void)
{
	begin(30);
	MUST(pipe(pipe_ends));
	cancel("blocked", block);
	cancel("busy", spin);
	cancel("refusing", refuse);
	return finish();
}
