// SPDX-License-Identifier: GPL-2.0-only
/* The gate can be called with the stack at any address. */
#include "gate.h"

static char space[8192] __attribute__((aligned(4096)));

int main(void)
{
	begin(20);
	for (long offset = 0; offset < 64; offset++) {
		/* the return address straddles the two pages for some of them */
		char *stack = space + 4096 + 40 - offset;
		long result;

		asm volatile("mov %%rsp, %%r12\n"
			     "mov %2, %%rsp\n"
			     "call ukl_syscall\n"
			     "mov %%rsp, %%r13\n"
			     "mov %%r12, %%rsp\n"
			     "sub %2, %%r13\n"
			     "or %%r13, %0\n"
			     : "=a"(result)
			     : "0"(SYS_close), "r"(stack), "D"(-1)
			     : "rcx", "r11", "r12", "r13", "memory", "cc");
		CHECK(result == -EBADF);
	}
	printf("sixty-four addresses\n");
	return finish();
}
