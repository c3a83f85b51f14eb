// SPDX-License-Identifier: GPL-2.0-only
/* The gate changes rax, rcx and r11, and no other register; the direction flag is clear after. */
#include "gate.h"

uint64_t before[16], after[16];

/* Registers from before[], one call of the gate, registers to after[] */
void call_with_all(void);
asm(".text\n"
    "call_with_all:\n"
    "push %rbx; push %rbp; push %r12; push %r13; push %r14; push %r15\n"
    "mov %rsp, after+64+56(%rip)\n"
    "mov before+0(%rip), %rax; mov before+8(%rip), %rbx; mov before+24(%rip), %rdx\n"
    "mov before+32(%rip), %rsi; mov before+40(%rip), %rdi; mov before+48(%rip), %r8\n"
    "mov before+56(%rip), %r9; mov before+64(%rip), %r10; mov before+80(%rip), %r12\n"
    "mov before+88(%rip), %r13; mov before+96(%rip), %r14; mov before+104(%rip), %r15\n"
    "mov before+112(%rip), %rbp\n"
    "call ukl_syscall\n"
    "mov %rax, after+0(%rip); pushf; pop after+16(%rip)\n"
    "mov %rbx, after+8(%rip); mov %rdx, after+24(%rip)\n"
    "mov %rsi, after+32(%rip); mov %rdi, after+40(%rip); mov %r8, after+48(%rip)\n"
    "mov %r9, after+56(%rip); mov %r10, after+64(%rip); mov %r12, after+80(%rip)\n"
    "mov %r13, after+88(%rip); mov %r14, after+96(%rip); mov %r15, after+104(%rip)\n"
    "mov %rbp, after+112(%rip); sub %rsp, after+120(%rip)\n"
    "pop %r15; pop %r14; pop %r13; pop %r12; pop %rbp; pop %rbx\n"
    "ret\n");

int main(void)
{
	static const long numbers[] = { SYS_getpid, SYS_sched_yield, SYS_close,
					9999 };

	begin(20);
	for (uint64_t round = 0; round < 200; round++) {
		for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]);
		     i++) {
			for (uint64_t j = 1; j < 15; j++)
				before[j] =
					0x0123456789abcdeful * (j + round) + j;
			before[0] = (uint64_t)numbers[i];
			call_with_all();
			for (int j = 1; j < 15; j++)
				CHECK(j == 2 || j == 9 ||
				      after[j] == before[j]);
			CHECK(after[15] == 0);
			CHECK(!(after[2] & 0x400));
			if (round == 0)
				printf("%s\n",
				       i ? gate_outcome((long)after[0]) :
					   "pid");
		}
	}
	return finish();
}
