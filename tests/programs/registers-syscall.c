// SPDX-License-Identifier: GPL-2.0-only
/* A system call changes rax, rcx and r11 and no other register or flag. */
#include "check.h"

uint64_t before[16], after[16];

/* Registers from before[], one call, registers to after[]; rsp is not used */
void call_with_all(void);
asm(".text\n"
    "call_with_all:\n"
    "push %rbx; push %rbp; push %r12; push %r13; push %r14; push %r15\n"
    "mov before+0(%rip), %rax; mov before+8(%rip), %rbx; mov before+24(%rip), %rdx\n"
    "mov before+32(%rip), %rsi; mov before+40(%rip), %rdi; mov before+48(%rip), %r8\n"
    "mov before+56(%rip), %r9; mov before+64(%rip), %r10; mov before+80(%rip), %r12\n"
    "mov before+88(%rip), %r13; mov before+96(%rip), %r14; mov before+104(%rip), %r15\n"
    "mov before+112(%rip), %rbp\n"
    "push before+120(%rip); popf\n"
    "syscall\n"
    "1: pushf; pop after+120(%rip); cld\n"
    "mov %rax, after+0(%rip); mov %rbx, after+8(%rip); mov %rdx, after+24(%rip)\n"
    "mov %rsi, after+32(%rip); mov %rdi, after+40(%rip); mov %r8, after+48(%rip)\n"
    "mov %r9, after+56(%rip); mov %r10, after+64(%rip); mov %r12, after+80(%rip)\n"
    "mov %r13, after+88(%rip); mov %r14, after+96(%rip); mov %r15, after+104(%rip)\n"
    "mov %rbp, after+112(%rip)\n"
    "lea 1b(%rip), %rax; sub %rcx, %rax; mov %rax, after+16(%rip)\n"
    "pop %r15; pop %r14; pop %r13; pop %r12; pop %rbp; pop %rbx\n"
    "ret\n");

#define ARITHMETIC 0xcd5ul /* OF DF SF ZF AF PF CF */

int main(void)
{
	static const uint64_t flag_sets[] = { 0,    0x1,   0x4,	  0x10, 0x40,
					      0x80, 0x400, 0x800, 0xcd5 };
	uint64_t flags;

	begin(20);
	asm volatile("pushf; pop %0" : "=r"(flags));
	flags &= ~ARITHMETIC;
	for (size_t i = 0; i < sizeof(flag_sets) / sizeof(flag_sets[0]); i++) {
		for (uint64_t j = 1; j < 15; j++)
			before[j] = 0x0123456789abcdeful * (j + i) + j;
		before[0] = SYS_getpid;
		before[15] = flags | flag_sets[i];
		call_with_all();
		CHECK(after[0] == (uint64_t)getpid());
		CHECK(after[2] == 0); /* rcx is the return address */
		for (int j = 1; j < 15; j++)
			CHECK(j == 2 || j == 9 || after[j] == before[j]);
		printf("flags %03lx %03lx\n", flag_sets[i],
		       after[15] & ARITHMETIC);
	}
	return finish();
}
