// SPDX-License-Identifier: GPL-2.0-only
/* SIGTRAP at int3, and the program goes on after it. */
#include "check.h"
#include <ucontext.h>

static volatile int count, code;
static volatile greg_t instruction;
void breakpoint(void);
asm(".text\nbreakpoint: int3\nret\n");

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	count++;
	code = info->si_code;
	instruction = ((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
}

int main(void)
{
	begin(20);
	on(SIGTRAP, handler, 0);
	for (int i = 0; i < 100; i++) {
		breakpoint();
		CHECK(instruction == (greg_t)breakpoint + 1);
	}
	printf("count %d, SI_KERNEL %d\n", count, code == SI_KERNEL);
	return finish();
}
