/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Helpers of the behaviour tests.
 *
 * A test shows one behaviour. It prints what it saw without addresses, process
 * numbers or times, and ends with `return finish();`: status 0 if every CHECK
 * held. The same object is linked as an ordinary program and into the kernel;
 * both must end with status 0 and print the same.
 */
#ifndef CHECK_H
#define CHECK_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int check_failures;

#define CHECK_MOST 10

/* Report a condition that does not hold, and go on: all faults show at once */
#define CHECK(condition) check((condition) ? 1 : 0, #condition, __LINE__)

static inline void check(int holds, const char *condition, int line)
{
	if (!holds && __atomic_add_fetch(&check_failures, 1,
					 __ATOMIC_SEQ_CST) <= CHECK_MOST)
		printf("line %d: not so: %s\n", line, condition);
}

/* For calls without which the test makes no sense */
#define MUST(call) check_must((long)(call), #call, __LINE__)

static inline long check_must(long result, const char *call, int line)
{
	if (result == -1) {
		printf("line %d: %s: %s\n", line, call, strerrorname_np(errno));
		_exit(2);
	}
	return result;
}

static inline int current_ring(void)
{
	unsigned short cs;

	asm("mov %%cs, %0" : "=r"(cs));
	return cs & 3;
}

/*
 * Every test calls this first. UKL_TEST_RING, set by run.sh, is the ring that
 * this run is about: a linked test that ran in ring 3 would prove nothing.
 * The alarm bounds the test; a test that needs SIGALRM itself uses another
 * signal instead. UKL_TEST_SLOWNESS: the kernel checks itself, and takes so many
 * times as long.
 */
static inline void begin(unsigned int seconds)
{
	const char *ring = getenv("UKL_TEST_RING");
	const char *slowness = getenv("UKL_TEST_SLOWNESS");

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (ring && atoi(ring) != current_ring()) {
		printf("runs in the wrong ring\n");
		exit(3);
	}
	alarm(slowness ? seconds * (unsigned int)atoi(slowness) : seconds);
}

static inline int finish(void)
{
	return __atomic_load_n(&check_failures, __ATOMIC_SEQ_CST) ? 1 : 0;
}

/* fork() whose child does not outlive a test that was killed */
static inline pid_t child(void)
{
	pid_t pid;

	fflush(stdout);
	pid = (pid_t)MUST(fork());
	if (pid == 0)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	return pid;
}

static inline int reap(pid_t pid)
{
	int status = -1;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

/* What became of a child, in words; one buffer per thread */
static inline const char *fate(int status)
{
	static __thread char text[32];

	if (WIFEXITED(status))
		snprintf(text, sizeof(text), "exit %d", WEXITSTATUS(status));
	else if (WIFSIGNALED(status))
		snprintf(text, sizeof(text), "SIG%s",
			 sigabbrev_np(WTERMSIG(status)));
	else if (WIFSTOPPED(status))
		snprintf(text, sizeof(text), "stopped by SIG%s",
			 sigabbrev_np(WSTOPSIG(status)));
	else
		snprintf(text, sizeof(text), "continued");
	return text;
}

typedef void (*handler_fn)(int, siginfo_t *, void *);

static inline void on(int signo, handler_fn handler, int flags)
{
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	action.sa_sigaction = handler;
	action.sa_flags = SA_SIGINFO | flags;
	MUST(sigaction(signo, &action, NULL));
}

static inline const char *errname(int error)
{
	return error ? strerrorname_np(error) : "0";
}

/* "0" or the name of errno, for printing the outcome of a call */
static inline const char *outcome(long result)
{
	return result == -1 ? errname(errno) : "0";
}

static inline void sleep_ms(long ms)
{
	struct timespec left = { ms / 1000, ms % 1000 * 1000000 };

	while (nanosleep(&left, &left) < 0 && errno == EINTR)
		;
}

static inline uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* A periodic POSIX timer that sends signo */
static inline timer_t tick(int signo, long period_ns)
{
	struct itimerspec spec = { { 0, period_ns }, { 0, period_ns } };
	struct sigevent event;
	timer_t timer;

	memset(&event, 0, sizeof(event));
	event.sigev_notify = SIGEV_SIGNAL;
	event.sigev_signo = signo;
	MUST(timer_create(CLOCK_MONOTONIC, &event, &timer));
	MUST(timer_settime(timer, 0, &spec, NULL));
	return timer;
}

#define TEN_KHZ 100000L /* ns */
#define ONE_KHZ 1000000L

/*
 * The period of a timer of 10 kHz or less, ns. It must leave the program time for
 * what it does between two signals, on this machine and with this kernel: else it
 * does nothing but to take signals. once() takes one, and does what is done
 * between two. The quickest is the one that the machine did not interrupt.
 */
static inline long affordable_period(void (*once)(int turn))
{
	uint64_t start, took, quickest = UINT64_MAX;

	for (int turn = 0; turn < 40; turn++) {
		start = now_ns();
		once(turn);
		took = now_ns() - start;
		if (took < quickest)
			quickest = took;
	}
	return quickest > TEN_KHZ / 2 ? 2 * (long)quickest : TEN_KHZ;
}

/* One shot after ms milliseconds */
static inline timer_t signal_after(int signo, long ms)
{
	struct itimerspec spec = { { 0, 0 },
				   { ms / 1000, ms % 1000 * 1000000 } };
	struct sigevent event;
	timer_t timer;

	memset(&event, 0, sizeof(event));
	event.sigev_notify = SIGEV_SIGNAL;
	event.sigev_signo = signo;
	MUST(timer_create(CLOCK_MONOTONIC, &event, &timer));
	MUST(timer_settime(timer, 0, &spec, NULL));
	return timer;
}

/* A file of the folder this program was started from, e.g. another program */
static inline const char *sibling(const char *argv0, const char *name)
{
	static char path[256];
	const char *slash = strrchr(argv0, '/');

	snprintf(path, sizeof(path), "%.*s%s",
		 slash ? (int)(slash - argv0 + 1) : 0, argv0, name);
	return path;
}

#endif
