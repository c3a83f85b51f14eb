// SPDX-License-Identifier: GPL-2.0-only
/* Calls that look at the user stack pointer do so through the gate. */
#include "gate.h"

static char space[64 * 1024];
static volatile long inside = -1, refused;

static void handler(int signo, siginfo_t *info, void *context)
{
	stack_t now, off = { .ss_flags = SS_DISABLE };

	(void)signo;
	(void)info;
	(void)context;
	CHECK(gate(SYS_sigaltstack, NULL, &now) == 0);
	inside = now.ss_flags;
	refused = gate(SYS_sigaltstack, &off, NULL);
}

int main(void)
{
	stack_t stack = { .ss_sp = space, .ss_size = sizeof(space) };
	stack_t now;

	begin(20);
	CHECK(gate(SYS_sigaltstack, &stack, NULL) == 0);
	CHECK(gate(SYS_sigaltstack, NULL, &now) == 0);
	printf("outside %d\n", now.ss_flags);
	on(SIGUSR1, handler, SA_ONSTACK);
	CHECK(gate(SYS_tgkill, getpid(), gettid(), SIGUSR1) == 0);
	printf("on the stack %ld, change %s\n", inside, gate_outcome(refused));
	return finish();
}
