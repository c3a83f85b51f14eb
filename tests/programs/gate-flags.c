// SPDX-License-Identifier: GPL-2.0-only
/*
 * The gate is safe with any flags set: direction, no AC, all arithmetic ones,
 * and the nested-task flag, with which iret faults.
 */
#include "gate.h"

static volatile sig_atomic_t count;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	count++;
}

/* One call of the gate, with the flags changed as told before it */
static long with_flags(long number, long first, long second, unsigned long set,
		       unsigned long clear)
{
	long result;

	asm volatile("sub $128, %%rsp\n"
		     "pushf\n"
		     "pushf; or %4, (%%rsp); and %5, (%%rsp); popf\n"
		     "call ukl_syscall\n"
		     "popf\n"
		     "add $128, %%rsp\n"
		     : "=a"(result)
		     : "0"(number), "D"(first), "S"(second), "r"(set),
		       "r"(~clear)
		     : "rcx", "r11", "memory", "cc");
	return result;
}

int main(void)
{
	static const struct {
		unsigned long set, clear;
	} flags[] = {
		{ 0x8d5, 0 }, /* arithmetic */
		{ 0x400, 0 }, /* direction */
		{ 0, 0x40000 }, /* alignment check, SMAP's override */
		{ 0x200000, 0 }, /* identification */
		{ 0x2008d5, 0x40000 },
		{ 0x4000, 0 }, /* nested task */
		{ 0x4400, 0x40000 },
	};

	begin(20);
	on(SIGUSR1, handler, 0);
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		unsigned long set = flags[i].set, clear = flags[i].clear;
		long pid;

		for (int round = 0; round < 50; round++) {
			struct timespec brief = { 0, 10000 };

			CHECK(with_flags(SYS_getpid, 0, 0, set, clear) ==
			      getpid());
			CHECK(with_flags(SYS_close, -1, 0, set, clear) ==
			      -EBADF);
			CHECK(with_flags(SYS_nanosleep, (long)&brief, 0, set,
					 clear) == 0);
			CHECK(with_flags(SYS_kill, getpid(), SIGUSR1, set,
					 clear) == 0);
		}
		fflush(stdout);
		pid = with_flags(SYS_fork, 0, 0, set, clear);
		if (pid == 0)
			_exit(5);
		CHECK(pid > 0);
		printf("%s\n", fate(reap((pid_t)pid)));
	}
	printf("signals %d\n", count);
	return finish();
}
