// SPDX-License-Identifier: GPL-2.0-only
/* A fault with a useless stack pointer is handled on the alternate stack. */
#include "check.h"
#include <ucontext.h>

static char space[64 * 1024];
static volatile greg_t seen;

static void handler(int signo, siginfo_t *info, void *context)
{
	greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;

	(void)signo;
	(void)info;
	seen = registers[REG_RSP];
	registers[REG_RIP] += 2;
}

int main(void)
{
	static const uintptr_t stacks[] = { 0,
					    64,
					    0x123456789000,
					    0xffff800000001000,
					    0xffffffff81800000,
					    0x8000000000000000 };
	stack_t stack = { .ss_sp = space, .ss_size = sizeof(space) };

	begin(20);
	MUST(sigaltstack(&stack, NULL));
	on(SIGILL, handler, SA_ONSTACK);
	for (size_t i = 0; i < sizeof(stacks) / sizeof(stacks[0]); i++) {
		for (int round = 0; round < 50; round++) {
			asm volatile(
				"mov %%rsp, %%r12; mov %0, %%rsp; ud2; mov %%r12, %%rsp"
				:
				: "r"(stacks[i])
				: "r12", "memory");
			CHECK(seen == (greg_t)stacks[i]);
		}
	}
	printf("survived\n");
	return finish();
}
