// SPDX-License-Identifier: GPL-2.0-only
/* Eight handlers interrupt each other, each before the last one ended. */
#include "check.h"

static char trace[64];
static volatile int depth;

static void handler(int signo, siginfo_t *info, void *context)
{
	volatile double value = signo * 1.5;
	int mine = ++depth;

	(void)info;
	(void)context;
	trace[strlen(trace)] = (char)('a' + signo - SIGRTMIN);
	if (signo < SIGRTMIN + 7)
		raise(signo + 1);
	trace[strlen(trace)] = (char)('A' + signo - SIGRTMIN);
	CHECK(depth == mine && value == signo * 1.5);
	depth--;
}

int main(void)
{
	begin(20);
	for (int i = 0; i < 8; i++)
		on(SIGRTMIN + i, handler, 0);
	raise(SIGRTMIN);
	printf("%s depth %d\n", trace, depth);
	return finish();
}
