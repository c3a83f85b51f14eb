// SPDX-License-Identifier: GPL-2.0-only
/* A program that sets the nested-task flag does not trip the kernel. */
#include "check.h"

static volatile sig_atomic_t count;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	count++;
}

int main(void)
{
	begin(20);
	on(SIGUSR1, handler, SA_RESTART);
	tick(SIGUSR1, ONE_KHZ);
	while (count < 50) {
		long pid, turns = 100000;

		asm volatile(
			"sub $128, %%rsp; pushf; pushf; orl $0x4000, (%%rsp); popf\n"
			"1: dec %1; jnz 1b\n" /* interrupts and signals with it */
			"mov $39, %%eax; syscall\n" /* getpid */
			"popf; add $128, %%rsp"
			: "=&a"(pid), "+r"(turns)
			:
			: "rcx", "r11", "memory", "cc");
		CHECK(pid == getpid());
	}
	printf("survived\n");
	return finish();
}
