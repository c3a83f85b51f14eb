// SPDX-License-Identifier: GPL-2.0-only
/* A handler runs on the alternate stack, which is in use only then. */
#include "check.h"

static char space[64 * 1024];
static volatile int inside, flags_inside, refused;

static void handler(int signo, siginfo_t *info, void *context)
{
	ucontext_t *machine = context;
	stack_t now, off = { .ss_flags = SS_DISABLE };
	char here;

	(void)info;
	inside += &here > space && &here < space + sizeof(space);
	MUST(sigaltstack(NULL, &now));
	flags_inside = now.ss_flags;
	refused = sigaltstack(&off, NULL) == -1 && errno == EPERM;
	CHECK(machine->uc_stack.ss_size == sizeof(space));
	if (signo == SIGUSR1)
		raise(SIGUSR2);
}

int main(void)
{
	stack_t stack = { .ss_sp = space, .ss_size = sizeof(space) };
	stack_t tiny = { .ss_sp = space, .ss_size = 100 };
	stack_t now;

	begin(20);
	MUST(sigaltstack(&stack, NULL));
	MUST(sigaltstack(NULL, &now));
	CHECK(now.ss_sp == space && now.ss_size == sizeof(space) &&
	      now.ss_flags == 0);
	on(SIGUSR1, handler, SA_ONSTACK);
	on(SIGUSR2, handler, 0);
	raise(SIGUSR1);
	printf("on the stack %d times, flags %d, change refused %d\n", inside,
	       flags_inside, refused);
	raise(SIGUSR2);
	printf("on the stack %d times, flags %d\n", inside, flags_inside);
	printf("too small: %s\n", outcome(sigaltstack(&tiny, NULL)));
	stack.ss_flags = SS_DISABLE;
	MUST(sigaltstack(&stack, NULL));
	MUST(sigaltstack(NULL, &now));
	CHECK(now.ss_flags == SS_DISABLE);
	return finish();
}
