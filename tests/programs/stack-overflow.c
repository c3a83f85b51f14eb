// SPDX-License-Identifier: GPL-2.0-only
/* Running out of stack is caught on the alternate stack, again and again. */
/* cflags: -Wno-infinite-recursion */
#include "check.h"
#include <setjmp.h>
#include <sys/resource.h>

static sigjmp_buf target;
static char space[64 * 1024];
static volatile int near_stack;
static volatile char *deepest;

static void handler(int signo, siginfo_t *info, void *context)
{
	long distance = (char *)info->si_addr - deepest;

	(void)signo;
	(void)context;
	near_stack = distance < 65536 && distance > -65536;
	siglongjmp(target, 1);
}

static __attribute__((noinline)) int descend(int depth)
{
	volatile char frame[1000];

	frame[0] = (char)depth;
	deepest = frame;
	return descend(depth + 1) + frame[0];
}

int main(void)
{
	stack_t stack = { .ss_sp = space, .ss_size = sizeof(space) };
	struct rlimit limit = { 1 << 20, 1 << 20 };
	volatile int caught = 0;

	begin(20);
	MUST(setrlimit(RLIMIT_STACK, &limit));
	MUST(sigaltstack(&stack, NULL));
	on(SIGSEGV, handler, SA_ONSTACK);
	for (int i = 0; i < 5; i++) {
		if (sigsetjmp(target, 1) == 0)
			caught += descend(0) & 0;
		else
			caught++;
	}
	printf("caught %d, near the stack %d\n", caught, near_stack);
	return finish();
}
