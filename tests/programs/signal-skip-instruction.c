// SPDX-License-Identifier: GPL-2.0-only
/* A handler moves the instruction pointer past the instruction at fault. */
#include "check.h"
#include <ucontext.h>

static volatile int count;

static void handler(int signo, siginfo_t *info, void *context)
{
	ucontext_t *machine = context;

	(void)signo;
	CHECK(info->si_addr == (void *)machine->uc_mcontext.gregs[REG_RIP]);
	machine->uc_mcontext.gregs[REG_RIP] += 2; /* the length of ud2 */
	machine->uc_mcontext.gregs[REG_RAX] = ++count;
}

int main(void)
{
	long sum = 0;

	begin(20);
	on(SIGILL, handler, 0);
	for (int i = 0; i < 200; i++) {
		long value = 0;

		asm volatile("ud2" : "+a"(value));
		sum += value;
	}
	printf("count %d, sum %ld\n", count, sum);
	return finish();
}
