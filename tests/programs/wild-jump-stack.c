// SPDX-License-Identifier: GPL-2.0-only
/* A jump to nowhere is a SIGSEGV, wherever the stack pointer points. */
#include "check.h"

static const uintptr_t stacks[] = {
	0,
	0x1000,
	0x00007ffffffff000,
	0xdead000000000000,
	0xffff888001000000,
	0xffffffff82000000,
	0xffffffffffffff00,
};

int main(void)
{
	begin(30);
	for (size_t i = 0; i < sizeof(stacks) / sizeof(*stacks); i++) {
		int status;
		pid_t pid = MUST(fork());

		if (!pid) {
			asm volatile("mov %0, %%rsp; jmp *%1"
				     :
				     : "r"(stacks[i]), "a"(0L)
				     : "memory");
		}
		MUST(waitpid(pid, &status, 0));
		printf("stack %zu: %s\n", i, fate(status));
	}
	return finish();
}
