// SPDX-License-Identifier: GPL-2.0-only
/* clone(CLONE_VM) runs a function on the stack it was given. */
#include "check.h"
#include <sched.h>

#define STACK (64 * 1024)

static char stack[STACK] __attribute__((aligned(16)));
static volatile int shared;
static volatile int on_the_stack;

static int function(void *argument)
{
	char here;

	on_the_stack = &here > stack && &here < stack + STACK;
	shared = *(int *)argument + 1;
	return 17;
}

int main(void)
{
	int argument = 41;
	pid_t pid;

	begin(20);
	for (int i = 0; i < 100; i++) {
		shared = 0;
		pid = (pid_t)MUST(clone(function, stack + STACK,
					CLONE_VM | SIGCHLD, &argument));
		CHECK(WEXITSTATUS(reap(pid)) == 17);
		CHECK(shared == 42 && on_the_stack);
	}
	pid = (pid_t)MUST(clone(function, stack + STACK,
				CLONE_VM | CLONE_VFORK | SIGCHLD, &argument));
	CHECK(shared == 42); /* it ended before we went on */
	printf("%s\n", fate(reap(pid)));
	shared = 0;
	pid = (pid_t)MUST(clone(function, stack + STACK, SIGCHLD, &argument));
	printf("%s\n", fate(reap(pid)));
	printf("without CLONE_VM: %d\n", shared);
	return finish();
}
