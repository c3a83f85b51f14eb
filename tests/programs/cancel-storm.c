// SPDX-License-Identifier: GPL-2.0-only
/*
 * Threads that make short calls are cancelled at random moments, deferred and
 * asynchronous, also while they change state and type, also under signals.
 * Each is cancelled once, runs each handler once and each destructor of
 * thread-specific data once; whoever has refused runs to its end.
 */
#include "call-ways.h"
#include <sched.h>

#define ROUNDS 80
#define AT_ONCE 4
#define MOST_SPIN 40000

static pthread_key_t key;
static long cleaned[3], destroyed, finished;
static int null_fd, zero_fd;
static pid_t parent;
static volatile int started;
static uint64_t seed = 987654321;

static void count(void *argument)
{
	__atomic_add_fetch((long *)argument, 1, __ATOMIC_SEQ_CST);
}

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	CHECK(call(BY_DIRECT, SYS_getppid, 0) == parent);
}

static void begin_work(void)
{
	pthread_setspecific(key, &destroyed);
	__atomic_add_fetch(&started, 1, __ATOMIC_SEQ_CST);
}

/* Only calls that are, or are not, cancellation points */
static __attribute__((noinline)) void deferred_loop(void)
{
	char bytes[8];

	for (;;) {
		CHECK(getppid() == parent);
		CHECK(read(zero_fd, bytes, 8) == 8);
		CHECK(write(null_fd, bytes, 8) == 8);
		CHECK(call(BY_DIRECT, SYS_close, -1) == -EBADF);
		CHECK(lseek(zero_fd, 0, SEEK_SET) == 0);
	}
}

/* Only what may be interrupted anywhere: no library functions */
static __attribute__((noinline)) void asynchronous_loop(void)
{
	pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
	for (unsigned int i = 0;; i++) {
		enum way way = (enum way)(BY_INSTRUCTION + i % 3);

		call(way, SYS_getppid, 0);
		call(way, SYS_close, -1);
		call(way, SYS_sched_yield, 0);
	}
}

/* To and fro between the types and the states */
static __attribute__((noinline)) void changing_loop(void)
{
	for (;;) {
		pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
		call(BY_DIRECT, SYS_getppid, 0);
		pthread_setcanceltype(PTHREAD_CANCEL_DEFERRED, NULL);
		CHECK(getppid() == parent);
		pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
		CHECK(lseek(zero_fd, 0, SEEK_SET) == 0);
		pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
		pthread_testcancel();
	}
}

/* Refuses for a while, during which nothing happens to it */
static __attribute__((noinline)) void refusing_loop(void)
{
	char bytes[8];

	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
	for (int i = 0; i < 50; i++) {
		CHECK(getppid() == parent);
		CHECK(read(zero_fd, bytes, 8) == 8);
		CHECK(write(null_fd, bytes, 8) == 8);
	}
	count(&finished);
	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
	for (;;)
		pthread_testcancel();
}

/* Opens and closes: a descriptor may be lost between the two */
static __attribute__((noinline)) void opening_loop(void)
{
	for (;;) {
		int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

		CHECK(fd > 2);
		CHECK(close(fd) == 0);
	}
}

static void (*loop)(void);

static __attribute__((noinline)) void inner(void)
{
	pthread_cleanup_push(count, &cleaned[1]);
	pthread_cleanup_push(count, &cleaned[2]);
	loop();
	pthread_cleanup_pop(0);
	pthread_cleanup_pop(0);
}

static void *work(void *argument)
{
	begin_work();
	pthread_cleanup_push(count, &cleaned[0]);
	inner();
	pthread_cleanup_pop(0);
	return argument;
}

static void random_while(void)
{
	uint32_t turns;

	seed = seed * 6364136223846793005u + 1442695040888963407u;
	turns = (uint32_t)(seed >> 40) % MOST_SPIN >> (seed >> 61);
	while (turns--)
		asm volatile("pause");
}

static void storm(const char *name, void (*function)(void))
{
	long cancelled = 0, expected = 0;

	loop = function;
	cleaned[0] = cleaned[1] = cleaned[2] = destroyed = finished = 0;
	for (int i = 0; i < ROUNDS / AT_ONCE; i++) {
		pthread_t threads[AT_ONCE];

		started = 0;
		for (int j = 0; j < AT_ONCE; j++)
			CHECK(pthread_create(&threads[j], NULL, work, NULL) ==
			      0);
		/* the handlers are in place soon after that */
		while (started < AT_ONCE)
			sched_yield();
		sleep_ms(1);
		for (int j = 0; j < AT_ONCE; j++) {
			random_while();
			CHECK(pthread_cancel(threads[j]) == 0);
		}
		for (int j = 0; j < AT_ONCE; j++) {
			void *result;

			CHECK(pthread_join(threads[j], &result) == 0);
			cancelled += result == PTHREAD_CANCELED;
			expected++;
		}
	}
	CHECK(cancelled == expected && destroyed == expected);
	CHECK(cleaned[1] == expected && cleaned[2] == expected);
	CHECK(cleaned[0] == expected);
	CHECK(finished == (function == refusing_loop ? expected : 0));
	printf("%s: missing %ld %ld %ld %ld %ld\n", name, expected - cancelled,
	       expected - destroyed, expected - cleaned[0],
	       expected - cleaned[1], expected - cleaned[2]);
}

int main(void)
{
	timer_t timer;

	begin(80);
	parent = getppid();
	pthread_key_create(&key, count);
	null_fd = (int)MUST(open("/dev/null", O_RDWR));
	zero_fd = (int)MUST(open("/dev/zero", O_RDONLY));
	for (int signals = 0; signals < 2; signals++) {
		if (signals) {
			on(SIGUSR1, handler, SA_RESTART);
			timer = tick(SIGUSR1, ONE_KHZ);
			printf("with signals\n");
		}
		storm("deferred", deferred_loop);
		storm("asynchronous", asynchronous_loop);
		storm("changing", changing_loop);
		storm("refusing", refusing_loop);
		storm("opening", opening_loop);
	}
	MUST(timer_delete(timer));
	return finish();
}
