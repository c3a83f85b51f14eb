// SPDX-License-Identifier: GPL-2.0-only
/* Values below the stack pointer survive interrupts, faults and a 10 kHz signal. */
#include "check.h"

static volatile sig_atomic_t count;

static void handler(int signo, siginfo_t *info, void *context)
{
	volatile char deep[512];

	(void)signo;
	(void)info;
	(void)context;
	for (int i = 0; i < 512; i++)
		deep[i] = (char)count;
	count += deep[17] == (char)count;
}

/* A leaf that keeps sixteen words in the red zone through a busy loop */
long leaf(long seed, long turns);
asm(".text\n"
    "leaf:\n"
    "mov $-128, %rcx\n"
    "1: lea (%rdi,%rcx), %rax\n"
    "mov %rax, (%rsp,%rcx)\n"
    "add $8, %rcx\n"
    "jnz 1b\n"
    "2: dec %rsi\n"
    "jnz 2b\n"
    "xor %edx, %edx\n"
    "mov $-128, %rcx\n"
    "3: lea (%rdi,%rcx), %rax\n"
    "xor (%rsp,%rcx), %rax\n"
    "or %rax, %rdx\n"
    "add $8, %rcx\n"
    "jnz 3b\n"
    "mov %rdx, %rax\n"
    "ret\n");

int main(void)
{
	char *volatile pages;
	pid_t other;
	long rounds = 0;

	begin(30);
	other = child();
	if (other == 0)
		for (;;)
			asm volatile("");
	on(SIGUSR1, handler, SA_RESTART);
	tick(SIGUSR1, TEN_KHZ);
	while (count < 1000 || rounds < 100)
		CHECK(leaf(rounds++ * 1000003, 20000) == 0);
	pages = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	for (int i = 0; i < 1 << 20; i += 4096) {
		long sum;

		/* a page fault between store and load */
		asm volatile(
			"movq $1234, -8(%%rsp); movb $1, (%1); mov -8(%%rsp), %0"
			: "=&r"(sum)
			: "r"(pages + i)
			: "memory");
		CHECK(sum == 1234);
	}
	MUST(kill(other, SIGKILL));
	printf("%s\n", fate(reap(other)));
	return finish();
}
