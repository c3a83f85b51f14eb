// SPDX-License-Identifier: GPL-2.0-only
/* The trap flag is set around calls of the gate: it ends, and the results hold. */
#include "gate.h"

static volatile long steps;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	steps++;
}

/* One call of the gate with TF set before and cleared after it */
static long stepped(long number, long argument)
{
	long result;

	asm volatile("sub $128, %%rsp\n"
		     "pushf; orl $0x100, (%%rsp); popf\n"
		     "call ukl_syscall\n"
		     "nop\n"
		     "pushf; andl $~0x100, (%%rsp); popf\n"
		     "add $128, %%rsp\n"
		     : "=a"(result)
		     : "0"(number), "D"(argument)
		     : "rcx", "r11", "memory", "cc");
	return result;
}

int main(void)
{
	struct timespec brief = { 0, 1000000 };
	long pid;

	begin(20);
	on(SIGTRAP, handler, 0);
	for (int i = 0; i < 200; i++) {
		long before = steps;

		CHECK(stepped(SYS_getpid, 0) == getpid());
		CHECK(stepped(SYS_close, -1) == -EBADF);
		CHECK(steps > before);
	}
	CHECK(stepped(SYS_nanosleep, (long)&brief) == 0);
	CHECK(stepped(SYS_sched_yield, 0) == 0);
	fflush(stdout);
	pid = stepped(SYS_fork, 0);
	if (pid == 0)
		_exit(getppid() > 0 ? 5 : 6);
	printf("%s\n", fate(reap((pid_t)pid)));
	printf("stepped %d\n", steps > 0);
	return finish();
}
