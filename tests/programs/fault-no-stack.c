// SPDX-License-Identifier: GPL-2.0-only
/* A signal whose frame cannot be written ends the process with SIGSEGV. */
#include "check.h"

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	_exit(1);
}

int main(void)
{
	static const uintptr_t stacks[] = { 0,
					    64,
					    0x123456789000,
					    0xffff800000001000,
					    0xffffffff81800000,
					    0x8000000000000000 };

	begin(20);
	for (size_t i = 0; i < sizeof(stacks) / sizeof(stacks[0]); i++) {
		pid_t pid = child();

		if (pid == 0) {
			MUST(prctl(PR_SET_DUMPABLE, 0));
			on(SIGILL, handler, 0);
			asm volatile("mov %0, %%rsp; ud2"
				     :
				     : "r"(stacks[i])
				     : "memory");
			_exit(0);
		}
		printf("%s\n", fate(reap(pid)));
	}
	return finish();
}
