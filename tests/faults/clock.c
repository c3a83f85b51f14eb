// SPDX-License-Identifier: GPL-2.0-only
/*
 * clock SECONDS: spans of time and clocks, while somebody else sets the time by
 * days. A span lasts as long as was asked for; clocks read in different ways
 * agree; a timer of the set time hears of each jump. Prints figures, or one line
 * on what was wrong, with status 1.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000000LL
/* What is waited for, and how much later a busy machine may be. */
#define SPAN (SECOND / 50)
#define LATE (20 * SECOND)
/* The least by which the time is set. */
#define JUMP (SECOND * 3600)

static const struct timespec span = { .tv_nsec = SPAN };
static atomic_int told;

static void __attribute__((noreturn, format(printf, 1, 2)))
fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	fflush(stdout);
	_exit(1);
}

static int64_t ns(const struct timespec *time)
{
	return time->tv_sec * SECOND + time->tv_nsec;
}

static int64_t by_library(clockid_t clock)
{
	struct timespec time;

	if (clock_gettime(clock, &time))
		fail("clock_gettime(%d): %s", clock, strerror(errno));
	return ns(&time);
}

static int64_t by_call(clockid_t clock)
{
	struct timespec time;

	if (syscall(SYS_clock_gettime, clock, &time))
		fail("SYS_clock_gettime(%d): %s", clock, strerror(errno));
	return ns(&time);
}

/* Ways to wait for SPAN */

static void by_nanosleep(void)
{
	if (nanosleep(&span, NULL))
		fail("nanosleep: %s", strerror(errno));
}

static void by_set_time(void)
{
	errno = clock_nanosleep(CLOCK_REALTIME, 0, &span, NULL);
	if (errno)
		fail("clock_nanosleep: %s", strerror(errno));
}

static void by_poll(void)
{
	if (poll(NULL, 0, SPAN / 1000000))
		fail("poll: %s", strerror(errno));
}

static void by_epoll(void)
{
	struct epoll_event event;
	int fd = epoll_create1(0);

	if (epoll_wait(fd, &event, 1, SPAN / 1000000))
		fail("epoll_wait: %s", strerror(errno));
	close(fd);
}

static void by_futex(void)
{
	struct timespec end;
	sem_t nobody_posts;

	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_nsec += SPAN;
	end.tv_sec += end.tv_nsec / SECOND;
	end.tv_nsec %= SECOND;
	sem_init(&nobody_posts, 0, 0);
	if (!sem_clockwait(&nobody_posts, CLOCK_MONOTONIC, &end) ||
	    errno != ETIMEDOUT)
		fail("sem_clockwait: %s", strerror(errno));
}

static void by_socket(void)
{
	const struct timeval limit = { .tv_usec = SPAN / 1000 };
	int pair[2];
	char byte;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) ||
	    setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)))
		fail("socketpair: %s", strerror(errno));
	if (recv(pair[0], &byte, 1, 0) != -1 || errno != EAGAIN)
		fail("recv: %s", strerror(errno));
	close(pair[0]);
	close(pair[1]);
}

static void by_timer_of(clockid_t clock)
{
	const struct itimerspec once = { .it_value = span };
	int fd = timerfd_create(clock, 0);
	uint64_t times = 0;

	if (timerfd_settime(fd, 0, &once, NULL) || read(fd, &times, 8) != 8 ||
	    times != 1)
		fail("timer of clock %d: %ld times, %s", clock, (long)times,
		     strerror(errno));
	close(fd);
}

static void by_timer(void)
{
	by_timer_of(CLOCK_MONOTONIC);
}

static void by_timer_of_set_time(void)
{
	by_timer_of(CLOCK_REALTIME);
}

static const struct {
	const char *name;
	void (*wait)(void);
} ways[] = {
	{ "nanosleep", by_nanosleep },
	{ "clock_nanosleep", by_set_time },
	{ "poll", by_poll },
	{ "epoll_wait", by_epoll },
	{ "sem_clockwait", by_futex },
	{ "SO_RCVTIMEO", by_socket },
	{ "timerfd", by_timer },
	{ "timerfd of the set time", by_timer_of_set_time },
};
#define WAYS (sizeof(ways) / sizeof(ways[0]))

static void check_span(unsigned int way)
{
	/* From the last tick on, which may have been late, and to one more or less */
	int by_ticks = ways[way].wait == by_socket;
	clockid_t clock = by_ticks ? CLOCK_MONOTONIC_COARSE : CLOCK_MONOTONIC;
	int64_t start = by_library(clock), lasted;

	ways[way].wait();
	lasted = by_call(clock) - start;
	if (lasted < (by_ticks ? SPAN / 2 : SPAN) || lasted > SPAN + LATE)
		fail("%s: %lld ns instead of %lld", ways[way].name,
		     (long long)lasted, SPAN);
}

static void between(const char *name, int64_t first, int64_t time, int64_t last,
		    int64_t coarse)
{
	if (time < first - coarse || time > last)
		fail("%s: %lld is not from %lld to %lld", name, (long long)time,
		     (long long)first, (long long)last);
}

/* The time set, in all ways; 0 if somebody has set it meanwhile. */
static int check_clocks(void)
{
	int64_t start = by_call(CLOCK_MONOTONIC), first, last, library, coarse,
		day;
	struct timeval tv;
	time_t seconds;

	first = by_call(CLOCK_REALTIME);
	library = by_library(CLOCK_REALTIME);
	coarse = by_library(CLOCK_REALTIME_COARSE);
	gettimeofday(&tv, NULL);
	seconds = time(NULL);
	last = by_call(CLOCK_REALTIME);
	between("CLOCK_MONOTONIC", start, by_library(CLOCK_MONOTONIC),
		INT64_MAX, 0);
	/* Nobody sets it forward and back in so short a time. */
	if (by_call(CLOCK_MONOTONIC) - start > SPAN || last < first ||
	    last - first > SECOND)
		return 0;
	between("CLOCK_REALTIME", first, library, last, 0);
	day = tv.tv_sec * SECOND + tv.tv_usec * 1000;
	between("gettimeofday", first, day, last, 1000);
	/* As of the last tick, which may have been late. */
	between("CLOCK_REALTIME_COARSE", first, coarse, last, 10 * SECOND);
	between("time", first, seconds * SECOND, last, 10 * SECOND);
	return 1;
}

/* A timer in an hour of the set time: only a jump ends the wait. */
static void *hear_of_jumps(void *nothing)
{
	const int flags = TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET;
	int fd = timerfd_create(CLOCK_REALTIME, 0);
	struct itimerspec in_an_hour = { 0 };
	uint64_t times;

	for (;;) {
		in_an_hour.it_value.tv_sec = time(NULL) + 3600;
		/* ECANCELED tells of a jump since the last call. */
		if (timerfd_settime(fd, flags, &in_an_hour, NULL) &&
		    errno != ECANCELED)
			fail("timerfd_settime: %s", strerror(errno));
		if (read(fd, &times, sizeof(times)) < 0 && errno != ECANCELED)
			fail("read of a timer: %s", strerror(errno));
		told++;
	}
	return nothing;
}

int main(int argc, char **argv)
{
	int64_t end, offset = 0, before = 0;
	int spans = 0, clocks = 0, jumps = 0;
	pthread_t thread;

	if (argc != 2 || atoi(argv[1]) <= 0)
		fail("usage: clock SECONDS");
	end = by_call(CLOCK_MONOTONIC) + atoi(argv[1]) * SECOND;
	errno = pthread_create(&thread, NULL, hear_of_jumps, NULL);
	if (errno)
		fail("pthread_create: %s", strerror(errno));
	while (by_call(CLOCK_MONOTONIC) < end) {
		check_span(spans++ % WAYS);
		for (int i = 0; i < 100; i++)
			clocks += check_clocks();
		offset = by_library(CLOCK_REALTIME) -
			 by_library(CLOCK_MONOTONIC);
		jumps += before && llabs(offset - before) > JUMP;
		before = offset;
	}
	if (!told || !clocks || !jumps)
		fail("%d jumps seen, %d told, %d times all clocks read", jumps,
		     told, clocks);
	printf("%d spans of time, %d times all clocks, %d jumps seen\n", spans,
	       clocks, jumps);
	return 0;
}
