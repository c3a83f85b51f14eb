// SPDX-License-Identifier: GPL-2.0-only
/* A handler returns through a restorer that calls the gate. */
#include "gate.h"
#include <ucontext.h>

/* As the kernel wants it: no libc in between, so that the restorer is ours */
struct kernel_sigaction {
	void (*handler)(int, siginfo_t *, void *);
	unsigned long flags;
	void (*restorer)(void);
	unsigned long mask;
};

void restorer(void);
asm(".text\n"
    "nop\n" /* unwinders look one byte before a return address */
    "restorer:\n"
    "mov $15, %eax\n" /* rt_sigreturn */
    "call ukl_syscall\n"
    "ud2\n");

static volatile int count;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)info;
	count++;
	if (signo == SIGILL) {
		((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP] += 2;
		((ucontext_t *)context)->uc_mcontext.gregs[REG_RAX] = count;
	}
}

int main(void)
{
	struct kernel_sigaction action = { handler, SA_SIGINFO | 0x04000000,
					   restorer, 0 };
	long sum = 0;

	begin(20);
	CHECK(gate(SYS_rt_sigaction, SIGILL, &action, NULL, 8) == 0);
	CHECK(gate(SYS_rt_sigaction, SIGUSR1, &action, NULL, 8) == 0);
	for (int i = 0; i < 500; i++) {
		long value = 0;

		asm volatile("ud2" : "+a"(value));
		sum += value;
	}
	printf("count %d, sum %ld\n", count, sum);
	for (int i = 0; i < 500; i++)
		CHECK(gate(SYS_kill, getpid(), SIGUSR1) == 0);
	printf("count %d\n", count);
	return finish();
}
