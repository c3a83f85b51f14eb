// SPDX-License-Identifier: GPL-2.0-only
/*
 * The C library's clocks, which may not enter the kernel, agree with the system
 * calls: all clocks, their resolutions, other ids, bad pointers; also after the
 * time was set, in a child, and under signals.
 */
#include "call-ways.h"
#include <setjmp.h>
#include <sched.h>
#include <sys/time.h>
#include <sys/timex.h>

/* 0 or -errno, as plain functions; null in an ordinary process */
extern int ukl_clock_gettime(clockid_t clock, struct timespec *time)
	__attribute__((weak));
extern int ukl_clock_getres(clockid_t clock, struct timespec *time)
	__attribute__((weak));
extern int ukl_gettimeofday(struct timeval *time, void *zone)
	__attribute__((weak));
extern time_t ukl_time(time_t *time) __attribute__((weak));
extern int ukl_getcpu(unsigned int *cpu, unsigned int *node)
	__attribute__((weak));

static const struct {
	const char *name;
	clockid_t id;
} clocks[] = {
	{ "realtime", CLOCK_REALTIME },
	{ "monotonic", CLOCK_MONOTONIC },
	{ "raw", CLOCK_MONOTONIC_RAW },
	{ "boottime", CLOCK_BOOTTIME },
	{ "international", CLOCK_TAI },
	{ "coarse", CLOCK_MONOTONIC_COARSE },
	{ "coarse realtime", CLOCK_REALTIME_COARSE },
	{ "process", CLOCK_PROCESS_CPUTIME_ID },
	{ "thread", CLOCK_THREAD_CPUTIME_ID },
	{ "realtime alarm", CLOCK_REALTIME_ALARM },
};
#define CLOCKS (sizeof(clocks) / sizeof(clocks[0]))

static int64_t ns(const struct timespec *time)
{
	return (int64_t)time->tv_sec * 1000000000 + time->tv_nsec;
}

/* -errno, by the library, and by the kernel's function if there is one */
static int by_library(clockid_t clock, struct timespec *time)
{
	struct timespec own = { -1, -1 };
	int result = clock_gettime(clock, time) ? -errno : 0;

	if (ukl_clock_gettime) {
		CHECK(ukl_clock_gettime(clock, &own) == result);
		if (result == 0)
			CHECK(ns(&own) >= ns(time));
	}
	return result;
}

static int by_kernel(clockid_t clock, struct timespec *time)
{
	return (int)call(BY_DIRECT, SYS_clock_gettime, clock, time);
}

/* Each reading lies between the two of the other kind around it */
static void compare(size_t i)
{
	clockid_t id = clocks[i].id;
	long outside = 0;

	for (int round = 0; round < 300; round++) {
		struct timespec a, b, c, d;

		CHECK(by_kernel(id, &a) == 0);
		CHECK(by_library(id, &b) == 0);
		CHECK(call(BY_INSTRUCTION, SYS_clock_gettime, id, &c) == 0);
		CHECK(by_library(id, &d) == 0);
		CHECK(b.tv_nsec >= 0 && b.tv_nsec < 1000000000);
		outside += ns(&a) > ns(&b) || ns(&b) > ns(&c) ||
			   ns(&c) > ns(&d);
	}
	CHECK(outside == 0);
}

static void agreement(size_t i)
{
	compare(i);
	printf("%s\n", clocks[i].name);
}

static void resolutions(void)
{
	for (size_t i = 0; i < CLOCKS; i++) {
		struct timespec a = { -1, -1 }, b = { -2, -2 }, c = a;
		int result = clock_getres(clocks[i].id, &a) ? -errno : 0;

		CHECK(call(BY_FUNCTION, SYS_clock_getres, clocks[i].id, &b) ==
		      result);
		if (result == 0)
			CHECK(ns(&a) == ns(&b));
		if (ukl_clock_getres) {
			CHECK(ukl_clock_getres(clocks[i].id, &c) == result);
			CHECK(ns(&c) == ns(&a));
		}
		CHECK(clock_getres(clocks[i].id, NULL) == (result ? -1 : 0));
		printf("%s: resolution %s %d\n", clocks[i].name,
		       errname(-result), (int)a.tv_nsec);
	}
}

/*
 * Ids without a clock, and those of other processes, threads, devices; -40000000
 * would be of a process above any limit of Linux.
 */
static void ids(void)
{
	static const clockid_t wrong[] = {
		12,	   13,	      15,	  31,
		32,	   63,	      64,	  100,
		1000,	   0x10000,   0x7fffffff, -1,
		-2,	   -3,	      -4,	  -5,
		-6,	   -7,	      -8,	  -9,
		-100,	   256,	      128,	  (clockid_t)0x80000000,
		-40000000, 0x1000000,
	};
	clockid_t process, thread;
	struct timespec time;
	pid_t pid;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		int library = by_library(wrong[i], &time),
		    kernel = by_kernel(wrong[i], &time), resolution;

		resolution = clock_getres(wrong[i], &time) ? -errno : 0;
		CHECK(library == kernel);
		CHECK(call(BY_FUNCTION, SYS_clock_getres, wrong[i], &time) ==
		      resolution);
		printf("clock %d: %s, resolution %s\n", wrong[i],
		       errname(-library), errname(-resolution));
	}
	pid = child();
	if (pid == 0)
		for (;;)
			pause();
	CHECK(clock_getcpuclockid(pid, &process) == 0);
	CHECK(pthread_getcpuclockid(pthread_self(), &thread) == 0);
	printf("of a child %s, of a thread %s, ",
	       errname(-by_library(process, &time)),
	       errname(-by_library(thread, &time)));
	MUST(kill(pid, SIGKILL));
	reap(pid);
	printf("of nobody %s, %s\n", errname(-by_library(process, &time)),
	       errname(-by_kernel(process, &time)));
}

static void days(void)
{
	for (int i = 0; i < 200; i++) {
		struct timespec before, after, coarse;
		struct timeval day = { -1, -1 };
		struct timezone zone = { -1, -1 };
		time_t seconds = -1, result;

		CHECK(by_kernel(CLOCK_REALTIME, &before) == 0);
		CHECK(gettimeofday(&day, NULL) == 0);
		CHECK(by_kernel(CLOCK_REALTIME, &after) == 0);
		CHECK(ns(&before) / 1000 <=
		      (int64_t)day.tv_sec * 1000000 + day.tv_usec);
		CHECK((int64_t)day.tv_sec * 1000000 + day.tv_usec <=
		      ns(&after) / 1000);
		if (ukl_gettimeofday) {
			CHECK(ukl_gettimeofday(&day, &zone) == 0);
			CHECK(zone.tz_minuteswest == 0);
			CHECK(ukl_gettimeofday(NULL, NULL) == 0);
		}
		CHECK(call(BY_FUNCTION, SYS_gettimeofday, &day, &zone) == 0);

		/* by whole ticks */
		CHECK(by_kernel(CLOCK_REALTIME_COARSE, &before) == 0);
		result = time(&seconds);
		CHECK(by_kernel(CLOCK_REALTIME_COARSE, &coarse) == 0);
		CHECK(result == seconds && result >= before.tv_sec &&
		      result <= coarse.tv_sec);
		result = time(NULL);
		CHECK(call(BY_DIRECT, SYS_time, NULL) >= result);
		if (ukl_time) {
			CHECK(ukl_time(&seconds) >= result);
			CHECK(ukl_time(NULL) >= seconds);
		}
	}
	printf("time of day\n");
}

static void processors(void)
{
	cpu_set_t all, one;

	MUST(sched_getaffinity(0, sizeof(all), &all));
	for (unsigned int i = 0; i < 16; i++) {
		unsigned int cpu = 77, node = 77;

		if (!CPU_ISSET(i, &all))
			continue;
		CPU_ZERO(&one);
		CPU_SET(i, &one);
		MUST(sched_setaffinity(0, sizeof(one), &one));
		CHECK(sched_getcpu() == (int)i);
		CHECK(getcpu(&cpu, &node) == 0 && cpu == i && node == 0);
		CHECK(getcpu(NULL, NULL) == 0);
		CHECK(call(BY_DIRECT, SYS_getcpu, &cpu, &node, NULL) == 0 &&
		      cpu == i && node == 0);
		if (ukl_getcpu) {
			CHECK(ukl_getcpu(&cpu, &node) == 0 && cpu == i &&
			      node == 0);
			CHECK(ukl_getcpu(NULL, NULL) == 0);
		}
	}
	MUST(sched_setaffinity(0, sizeof(all), &all));
	printf("processors\n");
}

static sigjmp_buf back;

static void jump(int signo, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	siglongjmp(back, signo);
}

/* A fault of its own, as with the vDSO, or an error, as of the system call */
static void pointers(void)
{
	static char *const bad[] = { NULL, (char *)64, (char *)0x123456789000,
				     (char *)0xffff800000001000,
				     (char *)0x8000000000000000 };
	volatile int wrong = 0;

	on(SIGSEGV, jump, 0);
	for (volatile size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		for (volatile int kind = 0; kind < 4; kind++) {
			volatile int failed = 0;
			int signo = sigsetjmp(back, 1);

			if (signo == 0) {
				errno = 0;
				switch (kind) {
				case 0:
					failed = clock_gettime(CLOCK_MONOTONIC,
							       (void *)bad[i]);
					break;
				case 1:
					failed = clock_gettime(
						CLOCK_PROCESS_CPUTIME_ID,
						(void *)bad[i]);
					break;
				case 2:
					/* null means nothing is wanted */
					failed = gettimeofday((void *)bad[i],
							      NULL);
					break;
				default:
					failed = clock_getres(CLOCK_MONOTONIC,
							      (void *)bad[i]);
				}
			}
			if (signo != SIGSEGV &&
			    !(failed == -1 && errno == EFAULT) &&
			    !(kind >= 2 && !bad[i] && failed == 0)) {
				printf("pointer %zu, kind %d: %s\n", i, kind,
				       outcome(failed));
				wrong++;
			}
		}
	printf("bad pointers: wrong %d\n", wrong);
	CHECK(wrong == 0);
	signal(SIGSEGV, SIG_DFL);
}

/* Both follow when the time is set, and the monotonic clock does not */
static void setting(void)
{
	struct timespec now, set, got, monotonic, later;
	struct timex adjustment;

	CHECK(by_library(CLOCK_MONOTONIC, &monotonic) == 0);
	CHECK(by_library(CLOCK_REALTIME, &now) == 0);
	for (int i = 0; i < 20; i++) {
		set = now;
		set.tv_sec += i % 2 ? 1000000 : -1000000;
		if (clock_settime(CLOCK_REALTIME, &set) != 0) {
			printf("the time cannot be set\n");
			return;
		}
		CHECK(by_library(CLOCK_REALTIME, &got) == 0);
		CHECK(ns(&got) >= ns(&set) && got.tv_sec < set.tv_sec + 1000);
		CHECK(by_library(CLOCK_REALTIME_COARSE, &got) == 0);
		CHECK(got.tv_sec >= set.tv_sec &&
		      got.tv_sec < set.tv_sec + 1000);
		CHECK(time(NULL) >= set.tv_sec &&
		      time(NULL) < set.tv_sec + 1000);
		CHECK(by_kernel(CLOCK_REALTIME, &got) == 0);
		CHECK(ns(&got) >= ns(&set) && got.tv_sec < set.tv_sec + 1000);
		CHECK(by_library(CLOCK_MONOTONIC, &later) == 0);
		CHECK(ns(&later) >= ns(&monotonic) &&
		      later.tv_sec < monotonic.tv_sec + 1000);
	}
	MUST(clock_settime(CLOCK_REALTIME, &now));
	/* faster and slower, by the adjustment of the frequency */
	for (int i = 0; i < 4; i++) {
		memset(&adjustment, 0, sizeof(adjustment));
		adjustment.modes = ADJ_FREQUENCY;
		adjustment.freq = i % 2 ? 100 << 16 : -100 * 65536;
		MUST(clock_adjtime(CLOCK_REALTIME, &adjustment));
		agreement(0);
		agreement(1);
	}
	memset(&adjustment, 0, sizeof(adjustment));
	adjustment.modes = ADJ_FREQUENCY | ADJ_TAI;
	adjustment.constant = 37;
	MUST(clock_adjtime(CLOCK_REALTIME, &adjustment));
	agreement(4);
	adjustment.constant = 0;
	MUST(clock_adjtime(CLOCK_REALTIME, &adjustment));
}

static volatile long handled;

static void handler(int signo, siginfo_t *info, void *context)
{
	struct timespec now;

	(void)signo;
	(void)info;
	(void)context;
	CHECK(by_library(CLOCK_MONOTONIC, &now) == 0);
	CHECK(by_library(CLOCK_REALTIME_COARSE, &now) == 0);
	CHECK(time(NULL) > 0);
	handled++;
}

int main(void)
{
	timer_t timer;
	pid_t pid;

	begin(60);
	CHECK(!ukl_clock_gettime == !ukl_getcpu &&
	      !ukl_clock_gettime == !ukl_time &&
	      !ukl_clock_gettime == !ukl_gettimeofday &&
	      !ukl_clock_gettime == !ukl_clock_getres);
	for (size_t i = 0; i < CLOCKS; i++)
		if (clocks[i].id != CLOCK_REALTIME_ALARM)
			agreement(i);
	resolutions();
	ids();
	days();
	processors();
	pointers();
	pid = child();
	if (pid == 0) {
		agreement(1);
		agreement(7);
		agreement(8);
		_exit(finish());
	}
	printf("in a child: %s\n", fate(reap(pid)));
	on(SIGUSR1, handler, SA_RESTART);
	timer = tick(SIGUSR1, TEN_KHZ * 3);
	for (size_t i = 0; i < CLOCKS; i++)
		if (clocks[i].id != CLOCK_REALTIME_ALARM)
			agreement(i);
	days();
	while (handled < 100)
		compare(1);
	MUST(timer_delete(timer));
	if (getenv("UKL_TEST_RING")) /* not on a machine in use */
		setting();
	return finish();
}
