// SPDX-License-Identifier: GPL-2.0-only
/* The trap flag steps through the program, its calls into the kernel included. */
#include "check.h"
#include <ucontext.h>

static volatile int steps, outside, code;
extern char stepped_start[], stepped_end[];

static void handler(int signo, siginfo_t *info, void *context)
{
	char *ip = (char *)((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];

	(void)signo;
	steps++;
	code = info->si_code;
	outside += ip < stepped_start || ip > stepped_end;
}

/* Set TF, ten turns, a system call, clear TF */
long stepped(void);
asm(".text\n"
    "stepped:\n"
    "pushf; orl $0x100, (%rsp); popf\n"
    "stepped_start:\n"
    "mov $10, %ecx\n"
    "1: dec %ecx\n"
    "jnz 1b\n"
    "mov $39, %eax\n"
    "syscall\n"
    "nop; nop\n"
    "pushf; andl $~0x100, (%rsp); popf\n"
    "stepped_end:\n"
    "ret\n");

int main(void)
{
	begin(20);
	on(SIGTRAP, handler, 0);
	for (int i = 0; i < 20; i++) {
		steps = 0;
		CHECK(stepped() == getpid());
		CHECK(steps >= 25);
	}
	printf("TRAP_TRACE %d, outside %d\n", code == TRAP_TRACE, outside);
	return finish();
}
