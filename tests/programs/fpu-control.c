// SPDX-License-Identifier: GPL-2.0-only
/* Rounding and exception control survive preemption, signals, fork and new threads. */
#include "check.h"

static volatile sig_atomic_t count;
static volatile unsigned int in_handler;

static unsigned int get_mxcsr(void)
{
	unsigned int value;

	asm volatile("stmxcsr %0" : "=m"(value));
	return value & ~0x3fu; /* without the sticky flags */
}

static unsigned short get_x87(void)
{
	unsigned short value;

	asm volatile("fnstcw %0" : "=m"(value));
	return value;
}

static void set(unsigned int mxcsr, unsigned short x87)
{
	asm volatile("ldmxcsr %0; fldcw %1" : : "m"(mxcsr), "m"(x87));
}

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	count++;
	in_handler = get_mxcsr();
	set(0x1f80, 0x37f);
}

static void *thread(void *argument)
{
	(void)argument;
	CHECK(get_mxcsr() == 0x7f80 && get_x87() == 0xc7f);
	set(0x3f80, 0x77f);
	for (int i = 0; i < 50; i++) {
		sched_yield();
		CHECK(get_mxcsr() == 0x3f80 && get_x87() == 0x77f);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t other;
	pid_t pid;

	begin(20);
	if (argc > 1) {
		printf("after exec %x %x\n", get_mxcsr(), get_x87());
		return finish();
	}
	on(SIGUSR1, handler, SA_RESTART);
	set(0x7f80, 0xc7f); /* round to zero; x87 in single precision */
	CHECK(pthread_create(&other, NULL, thread, NULL) == 0);
	tick(SIGUSR1, ONE_KHZ);
	while (count < 100)
		CHECK(get_mxcsr() == 0x7f80 && get_x87() == 0xc7f);
	pthread_join(other, NULL);
	printf("program %x %x, handler %x\n", get_mxcsr(), get_x87(),
	       in_handler);
	pid = child();
	if (pid == 0)
		_exit(get_mxcsr() == 0x7f80 && get_x87() == 0xc7f ? 3 : 4);
	printf("child %s\n", fate(reap(pid)));
	fflush(stdout);
	execl("/proc/self/exe", argv[0], "again", NULL);
	return 1;
}
