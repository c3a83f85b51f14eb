// SPDX-License-Identifier: GPL-2.0-only
/* Registers and the direction flag survive interrupts and preemption. */
#include "check.h"

/* Spin with a value in each register; 0 if all are as before */
static long spin(uint64_t seed, long turns)
{
	register long left asm("r14") = turns;
	uint64_t difference;

	asm volatile("sub $128, %%rsp; push %%rbx; push %%rbp\n"
		     "lea 1(%1), %%rbx; lea 2(%1), %%rcx; lea 3(%1), %%rdx\n"
		     "lea 4(%1), %%rsi; lea 5(%1), %%r8; lea 6(%1), %%r9\n"
		     "lea 7(%1), %%r10; lea 8(%1), %%r11; lea 9(%1), %%r12\n"
		     "lea 10(%1), %%r13; lea 11(%1), %%rbp\n"
		     "std\n"
		     "1: dec %2; jnz 1b\n"
		     "pushf; pop %%rax; cld; not %%rax; and $0x400, %%rax\n"
		     "sub %1, %%rbx; sub $1, %%rbx; or %%rbx, %%rax\n"
		     "sub %1, %%rcx; sub $2, %%rcx; or %%rcx, %%rax\n"
		     "sub %1, %%rdx; sub $3, %%rdx; or %%rdx, %%rax\n"
		     "sub %1, %%rsi; sub $4, %%rsi; or %%rsi, %%rax\n"
		     "sub %1, %%r8; sub $5, %%r8; or %%r8, %%rax\n"
		     "sub %1, %%r9; sub $6, %%r9; or %%r9, %%rax\n"
		     "sub %1, %%r10; sub $7, %%r10; or %%r10, %%rax\n"
		     "sub %1, %%r11; sub $8, %%r11; or %%r11, %%rax\n"
		     "sub %1, %%r12; sub $9, %%r12; or %%r12, %%rax\n"
		     "sub %1, %%r13; sub $10, %%r13; or %%r13, %%rax\n"
		     "sub %1, %%rbp; sub $11, %%rbp; or %%rbp, %%rax\n"
		     "pop %%rbp; pop %%rbx; add $128, %%rsp\n"
		     : "=&a"(difference), "+D"(seed), "+r"(left)
		     :
		     : "rcx", "rdx", "rsi", "r8", "r9", "r10", "r11", "r12",
		       "r13", "memory", "cc");
	return (long)difference;
}

int main(void)
{
	pid_t pids[3];

	begin(30);
	for (int i = 0; i < 3; i++) {
		pids[i] = child();
		if (pids[i] == 0) {
			for (uint64_t j = 0; j < 60; j++)
				CHECK(spin(j * 0x0101010101010101ul +
						   (uint64_t)i,
					   300000) == 0);
			_exit(finish());
		}
	}
	for (int i = 0; i < 3; i++)
		printf("%s\n", fate(reap(pids[i])));
	return finish();
}
