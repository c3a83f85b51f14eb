// SPDX-License-Identifier: GPL-2.0-only
/* A handler sees every register and can change it. */
#include "check.h"
#include <ucontext.h>

static const int order[] = { REG_RAX, REG_RBX, REG_RCX, REG_RDX, REG_RSI,
			     REG_RDI, REG_R8,  REG_R9,	REG_R10, REG_R11,
			     REG_R12, REG_R13, REG_R14, REG_R15, REG_RBP };
static uint64_t registers[15];
static uint64_t seen[15];

static void handler(int signo, siginfo_t *info, void *context)
{
	greg_t *general = ((ucontext_t *)context)->uc_mcontext.gregs;

	(void)signo;
	(void)info;
	for (int i = 0; i < 15; i++) {
		seen[i] = (uint64_t)general[order[i]];
		general[order[i]] = (greg_t)~seen[i];
	}
	general[REG_RIP] += 2;
	general[REG_EFL] |= 0x8d5; /* OF SF ZF AF PF CF */
}

/* Load all registers, fault, store all registers and the flags */
uint64_t fault_with(uint64_t *values);
asm(".text\n"
    "fault_with:\n"
    "push %rbx; push %rbp; push %r12; push %r13; push %r14; push %r15; push %rdi\n"
    "mov 0(%rdi), %rax; mov 8(%rdi), %rbx; mov 16(%rdi), %rcx; mov 24(%rdi), %rdx\n"
    "mov 32(%rdi), %rsi; mov 48(%rdi), %r8; mov 56(%rdi), %r9; mov 64(%rdi), %r10\n"
    "mov 72(%rdi), %r11; mov 80(%rdi), %r12; mov 88(%rdi), %r13; mov 96(%rdi), %r14\n"
    "mov 104(%rdi), %r15; mov 112(%rdi), %rbp; mov 40(%rdi), %rdi\n"
    "ud2\n"
    "pushf; push %rdi; mov 16(%rsp), %rdi\n"
    "mov %rax, 0(%rdi); mov %rbx, 8(%rdi); mov %rcx, 16(%rdi); mov %rdx, 24(%rdi)\n"
    "mov %rsi, 32(%rdi); mov %r8, 48(%rdi); mov %r9, 56(%rdi); mov %r10, 64(%rdi)\n"
    "mov %r11, 72(%rdi); mov %r12, 80(%rdi); mov %r13, 88(%rdi); mov %r14, 96(%rdi)\n"
    "mov %r15, 104(%rdi); mov %rbp, 112(%rdi); pop 40(%rdi); pop %rax\n"
    "pop %rdi; pop %r15; pop %r14; pop %r13; pop %r12; pop %rbp; pop %rbx\n"
    "ret\n");

int main(void)
{
	uint64_t flags;

	begin(20);
	on(SIGILL, handler, 0);
	for (int i = 0; i < 15; i++)
		registers[i] = 0x1111111111111111ul * (uint64_t)(i + 1) %
			       0xfffffffffffffff1ul;
	flags = fault_with(registers);
	for (int i = 0; i < 15; i++) {
		printf("%016lx %016lx\n", seen[i], registers[i]);
		CHECK(registers[i] == ~seen[i]);
	}
	printf("flags %lx\n", flags & 0xcd5);
	return finish();
}
