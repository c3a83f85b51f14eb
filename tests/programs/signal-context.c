// SPDX-License-Identifier: GPL-2.0-only
/* getcontext, makecontext and swapcontext, also under a timer. */
#include "check.h"
#include <ucontext.h>

static ucontext_t contexts[3], home;
static char stacks[3][32768];
static volatile sig_atomic_t count;
static int turns[3];

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	count++;
}

static void run(int self)
{
	for (int i = 0; i < 500; i++) {
		turns[self]++;
		swapcontext(&contexts[self], &contexts[(self + 1) % 3]);
	}
}

int main(void)
{
	begin(20);
	on(SIGUSR1, handler, SA_RESTART);
	tick(SIGUSR1, ONE_KHZ);
	for (int i = 0; i < 3; i++) {
		MUST(getcontext(&contexts[i]));
		contexts[i].uc_stack.ss_sp = stacks[i];
		contexts[i].uc_stack.ss_size = sizeof(stacks[i]);
		contexts[i].uc_link = &home;
		makecontext(&contexts[i], (void (*)(void))run, 1, i);
	}
	MUST(swapcontext(&home, &contexts[0]));
	while (count < 5)
		;
	printf("turns %d %d %d\n", turns[0], turns[1], turns[2]);
	return finish();
}
