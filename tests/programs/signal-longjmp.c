// SPDX-License-Identifier: GPL-2.0-only
/* siglongjmp out of a handler, a thousand times, on both kinds of stack. */
#include "check.h"
#include <setjmp.h>

static sigjmp_buf target;
static char space[64 * 1024];

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	siglongjmp(target, signo);
}

int main(void)
{
	stack_t stack = { .ss_sp = space, .ss_size = sizeof(space) };
	volatile int count = 0;
	stack_t now;
	sigset_t mask;

	begin(20);
	MUST(sigaltstack(&stack, NULL));
	for (int i = 0; i < 1000; i++) {
		on(SIGUSR1, handler, i % 2 ? SA_ONSTACK : 0);
		if (sigsetjmp(target, 1) == 0) {
			raise(SIGUSR1);
			printf("came back\n");
		} else {
			count++;
		}
	}
	MUST(sigprocmask(SIG_BLOCK, NULL, &mask));
	MUST(sigaltstack(NULL, &now));
	printf("count %d, blocked %d, stack in use %d\n", count,
	       sigismember(&mask, SIGUSR1), now.ss_flags & SS_ONSTACK);
	return finish();
}
