// SPDX-License-Identifier: GPL-2.0-only
/* Interrupts and calls do not touch the stack: its pointer may hold anything. */
#include "check.h"

/* Busy for many timer interrupts, with system calls between, without a stack */
static long spin_without_stack(uintptr_t stack, long turns)
{
	long pid;

	asm volatile("mov %%rsp, %%r12\n"
		     "mov %1, %%rsp\n"
		     "1: mov $39, %%eax\n" /* getpid */
		     "syscall\n"
		     "mov $2000, %%ecx\n"
		     "2: dec %%ecx\n"
		     "jnz 2b\n"
		     "dec %2\n"
		     "jnz 1b\n"
		     "mov %%r12, %%rsp\n"
		     : "=&a"(pid), "+r"(stack), "+r"(turns)
		     :
		     : "rcx", "r11", "r12", "memory", "cc");
	return pid;
}

int main(void)
{
	static const uintptr_t stacks[] = { 0,
					    1,
					    64,
					    0x123456789000,
					    0x8000000000000000,
					    0xffff800000001000,
					    0xffffffff81800000,
					    ~0ul };
	pid_t others[2];

	begin(30);
	for (int i = 0; i < 2; i++) {
		others[i] = child();
		if (others[i] == 0)
			for (;;)
				asm volatile("");
	}
	for (size_t i = 0; i < sizeof(stacks) / sizeof(stacks[0]); i++)
		CHECK(spin_without_stack(stacks[i], 3000) == getpid());
	for (int i = 0; i < 2; i++) {
		MUST(kill(others[i], SIGKILL));
		printf("%s\n", fate(reap(others[i])));
	}
	return finish();
}
