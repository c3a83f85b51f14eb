// SPDX-License-Identifier: GPL-2.0-only
/*
 * A jump to nowhere is a SIGSEGV under the trap flag, too: its step comes first,
 * and finds the processor at an address that is neither the program's nor the kernel's.
 */
#include "check.h"

static const uintptr_t targets[] = {
	0,
	0x1000,
	0x00007ffffffff000,
	0xffff888001000000,
	0xffffffffff600000,
};

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
}

int main(void)
{
	begin(30);
	for (size_t i = 0; i < sizeof(targets) / sizeof(*targets); i++) {
		pid_t pid = child();

		if (!pid) {
			on(SIGTRAP, handler, 0);
			asm volatile("lea -128(%%rsp), %%rsp\n"
				     "pushf; orl $0x100, (%%rsp); popf\n"
				     "jmp *%0"
				     :
				     : "a"(targets[i])
				     : "memory");
		}
		printf("target %zu: %s\n", i, fate(reap(pid)));
	}
	return finish();
}
