// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cancelled threads unwind: destructors of all frames run, handlers with
 * catch (...) see it and pass it on, wherever the thread was when the request
 * came: in a call, between calls, in the clock. The same for exceptions that
 * are thrown out of signal handlers.
 */
/* cflags: -fnon-call-exceptions */
/* libs: -lstdc++ -lm */
#include "call-ways.h"
#include <sched.h>
#include <sys/time.h>

#define ROUNDS 40
#define MOST_SPIN 40000

static long destroyed, caught;
static volatile int started;
static uint64_t seed = 4711;
static int ends[2];

struct Guard {
	~Guard()
	{
		destroyed++;
	}
};

static void random_while()
{
	uint32_t turns;

	seed = seed * 6364136223846793005u + 1442695040888963407u;
	turns = (uint32_t)(seed >> 40) % MOST_SPIN >> (seed >> 61);
	while (turns--)
		asm volatile("pause");
}

/*
 * The loops are frames of their own, without objects: what a signal interrupts
 * between two instructions has no landing pad.
 */
static enum way loop_way;

static __attribute__((noinline)) void calls()
{
	struct call call = { way_entry(loop_way, SYS_getppid),
			     SYS_getppid,
			     { 0, 0, 0, 0, 0, 0 },
			     0,
			     0,
			     0,
			     0 };

	started = 1;
	for (;;)
		call_kept(&call);
}

static __attribute__((noinline)) void sleeping_calls()
{
	struct timespec brief = { 0, 1 };
	struct call call = { way_entry(loop_way, SYS_nanosleep),
			     SYS_nanosleep,
			     { (long)&brief, 0, 0, 0, 0, 0 },
			     0,
			     0,
			     0,
			     0 };

	started = 1;
	for (;;)
		call_kept(&call);
}

static __attribute__((noinline)) void clocks()
{
	struct timespec now;
	struct timeval day;

	started = 1;
	for (;;) {
		clock_gettime(CLOCK_MONOTONIC, &now);
		clock_gettime(CLOCK_REALTIME_COARSE, &now);
		gettimeofday(&day, NULL);
	}
}

static __attribute__((noinline)) void library()
{
	char byte;

	started = 1;
	for (;;) {
		getppid();
		lseek(-1, 0, SEEK_SET);
		if (read(ends[0], &byte, 0) != 0)
			started = 2;
	}
}

static __attribute__((noinline)) void blocked()
{
	char byte;

	started = 1;
	if (read(ends[0], &byte, 1) == 1)
		started = 2;
}

static void (*loop)();

static __attribute__((noinline)) void inner()
{
	Guard a, b;

	loop();
	asm volatile(""); /* no tail call */
}

static __attribute__((noinline)) void middle()
{
	Guard c;

	try {
		inner();
	} catch (...) {
		caught++;
		throw;
	}
	asm volatile("");
}

static void *asynchronous(void *argument)
{
	int old;

	pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &old);
	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &old);
	middle();
	return argument;
}

static void *deferred(void *argument)
{
	middle();
	return argument;
}

static void cancel(const char *name, void *(*start)(void *), void (*function)())
{
	long cancelled = 0;

	loop = function;
	destroyed = caught = 0;
	for (int i = 0; i < ROUNDS; i++) {
		pthread_t thread;
		void *result;

		started = 0;
		CHECK(pthread_create(&thread, nullptr, start, nullptr) == 0);
		while (!started)
			sched_yield();
		random_while();
		CHECK(pthread_cancel(thread) == 0);
		CHECK(pthread_join(thread, &result) == 0);
		cancelled += result == PTHREAD_CANCELED;
	}
	CHECK(cancelled == ROUNDS && destroyed == 3 * ROUNDS &&
	      caught == ROUNDS);
	printf("%s: missing %ld, %ld, %ld\n", name, ROUNDS - cancelled,
	       3 * ROUNDS - destroyed, ROUNDS - caught);
}

struct Interrupted {
	int signo;
};

static void thrower(int signo, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	throw Interrupted{ signo };
}

static volatile int round_now;
static pthread_t main_thread;

/* Interrupts each round when it is in its loop */
static void *interrupter(void *argument)
{
	for (int i = 0; i < ROUNDS; i++) {
		while (round_now != i || !started)
			sched_yield();
		random_while();
		CHECK(pthread_kill(main_thread, SIGUSR1) == 0);
		while (round_now == i)
			sched_yield();
	}
	return argument;
}

/* Out of the handler, through the interrupted call */
static void throwing(const char *name, void (*function)())
{
	long exceptions = 0;
	pthread_t thread;

	loop = function;
	destroyed = caught = round_now = 0;
	started = 0;
	on(SIGUSR1, thrower, SA_NODEFER);
	CHECK(pthread_create(&thread, nullptr, interrupter, nullptr) == 0);
	while (round_now < ROUNDS) {
		try {
			middle();
		} catch (const Interrupted &interrupted) {
			exceptions += interrupted.signo == SIGUSR1;
		}
		started = 0;
		round_now = round_now + 1;
	}
	pthread_join(thread, nullptr);
	CHECK(exceptions == ROUNDS && destroyed == 3 * ROUNDS &&
	      caught == ROUNDS);
	printf("thrown in %s: missing %ld, %ld, %ld\n", name,
	       ROUNDS - exceptions, 3 * ROUNDS - destroyed, ROUNDS - caught);
}

int main()
{
	static const enum way ways[] = { BY_FUNCTION, BY_INSTRUCTION,
					 BY_DIRECT };

	begin(80);
	main_thread = pthread_self();
	MUST(pipe(ends));
	cancel("deferred, blocked", deferred, blocked);
	cancel("deferred, library", deferred, library);
	cancel("asynchronous, blocked", asynchronous, blocked);
	cancel("asynchronous, library", asynchronous, library);
	cancel("asynchronous, clocks", asynchronous, clocks);
	/* the ring-3 stand-in for the gate cannot be unwound */
	for (enum way way : ways) {
		char name[64];

		loop_way = way;
		snprintf(name, sizeof(name), "asynchronous, %s", way_name(way));
		cancel(name, asynchronous, calls);
		snprintf(name, sizeof(name), "asynchronous, sleep, %s",
			 way_name(way));
		cancel(name, asynchronous, sleeping_calls);
	}
	throwing("library", library);
	throwing("clocks", clocks);
	for (enum way way : ways) {
		loop_way = way;
		throwing(way_name(way), calls);
		throwing(way_name(way), sleeping_calls);
	}
	return finish();
}
