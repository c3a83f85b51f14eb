// SPDX-License-Identifier: GPL-2.0-only
/* A handler changes an SSE register of the interrupted program. */
#include "check.h"
#include <ucontext.h>

static volatile unsigned int seen;

static void handler(int signo, siginfo_t *info, void *context)
{
	ucontext_t *machine = context;
	struct _libc_fpstate *floating = machine->uc_mcontext.fpregs;

	(void)signo;
	(void)info;
	CHECK((uintptr_t)floating % 64 == 0);
	seen = floating->_xmm[3].element[1];
	floating->_xmm[3].element[1] = seen + 1;
	machine->uc_mcontext.gregs[REG_RIP] += 2;
}

int main(void)
{
	begin(20);
	on(SIGILL, handler, 0);
	for (uint64_t i = 0; i < 100; i++) {
		uint64_t value = i << 32 | 5;

		asm volatile("movq %0, %%xmm3; ud2; movq %%xmm3, %0"
			     : "+r"(value)
			     :
			     : "xmm3");
		CHECK(seen == i && value == ((i + 1) << 32 | 5));
	}
	printf("last seen %u\n", seen);
	return finish();
}
