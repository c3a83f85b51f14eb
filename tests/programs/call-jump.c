// SPDX-License-Identifier: GPL-2.0-only
/*
 * Handlers that leave a call for good by siglongjmp, from the usual and from
 * the alternate stack; handlers that are interrupted by the same signal again
 * and again; handlers that switch contexts. All calls after that are right.
 */
#include "call-ways.h"
#include <sched.h>
#include <setjmp.h>
#include <sys/socket.h>
#include <ucontext.h>

#define JUMPS 3000
#define DEPTH 30

static sigjmp_buf back;
static volatile sig_atomic_t jumps, depth, deepest, nested, may_jump;
static int ends[2], pair[2];
static pid_t parent;
static long period; /* of the timers, ns */
static char alternate[65536];

static void jump(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	if (!may_jump)
		return;
	jumps++;
	CHECK(call(BY_DIRECT, SYS_close, -1) == -EBADF);
	/* On a slow machine, the next signal is there as soon as the mask is. */
	may_jump = 0;
	siglongjmp(back, 1);
}

/* All is as it should be */
static void still_right(enum way way)
{
	uint64_t out = (uint64_t)jumps, in = 0;
	stack_t stack;
	sigset_t mask;

	CHECK(call(way, SYS_getppid, 0) == parent);
	CHECK(call(way, SYS_sendto, pair[0], &out, 8, 0, NULL, 0) == 8);
	CHECK(call(way, SYS_recvfrom, pair[1], &in, 8, 0, NULL, NULL) == 8);
	CHECK(in == out);
	CHECK(sigprocmask(SIG_SETMASK, NULL, &mask) == 0);
	CHECK(!sigismember(&mask, SIGUSR1));
	CHECK(sigaltstack(NULL, &stack) == 0 && !(stack.ss_flags & SS_ONSTACK));
}

static void count(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	nested++;
}

static void take_one(int turn)
{
	CHECK(kill(getpid(), SIGUSR2) == 0);
	CHECK(nested == turn + 1);
	still_right((enum way)(turn % WAYS));
}

/* Out of short calls, wherever the timer hits, and out of blocking ones */
static void jump_out(int flags, int blocking)
{
	timer_t timer;
	char byte;

	on(SIGUSR1, jump, SA_RESTART | flags);
	jumps = 0;
	timer = tick(SIGUSR1, blocking ? period * 3 : period);
	while (jumps < (blocking ? JUMPS / 4 : JUMPS)) {
		enum way way = (enum way)(jumps % WAYS);

		if (sigsetjmp(back, 1) == 0) {
			may_jump = 1;
			while (blocking)
				call(way, SYS_read, ends[0], &byte, 1);
			for (;;) {
				call(way, SYS_getppid, 0);
				call(way, SYS_close, -1);
				call(way, SYS_sched_yield, 0);
				getppid();
			}
		}
		may_jump = 0;
		still_right(way);
	}
	MUST(timer_delete(timer));
	printf("%s calls, %s stack\n", blocking ? "blocking" : "short",
	       flags & SA_ONSTACK ? "alternate" : "usual");
}

/* Interrupted by itself in the middle of its own calls, DEPTH times */
static void nest(int signo, siginfo_t *info, void *context)
{
	enum way way = (enum way)(depth % WAYS);
	pid_t own = getpid();

	(void)info;
	(void)context;
	depth++;
	if (depth > deepest)
		deepest = depth;
	if (depth < DEPTH) {
		CHECK(call(way, SYS_tgkill, own, own, signo) == 0);
		CHECK(call(way, SYS_getppid, 0) == parent);
	}
	nested++;
	depth--;
}

static void nesting(void)
{
	timer_t timer;

	on(SIGUSR2, nest, SA_NODEFER | SA_RESTART);
	for (int i = 0; i < 50; i++)
		EACH_WAY(way)
		{
			nested = deepest = 0;
			CHECK(call(way, SYS_kill, getpid(), SIGUSR2) == 0);
			CHECK(nested == DEPTH && deepest == DEPTH);
			still_right(way);
		}
	/* and as it comes */
	nested = deepest = 0;
	timer = tick(SIGUSR2, period * 100);
	while (nested < 30 * DEPTH)
		still_right((enum way)(nested % WAYS));
	MUST(timer_delete(timer));
	printf("nested %d deep\n", DEPTH);
}

/* User-level threads that a timer switches, in the middle of calls */
#define COROUTINES 4

static ucontext_t contexts[COROUTINES], main_context;
static char stacks[COROUTINES][65536];
static volatile sig_atomic_t current, switches;
static volatile long rounds[COROUTINES], seen[COROUTINES];

static void switch_context(int signo, siginfo_t *info, void *context)
{
	int from = current;

	(void)signo;
	(void)info;
	(void)context;
	/* Nobody's turn ends before he has done something. */
	if (from < 0 || rounds[from] == seen[from])
		return;
	seen[from] = rounds[from];
	switches++;
	current = (from + 1) % COROUTINES;
	if (switches >= JUMPS / 4)
		swapcontext(&contexts[from], &main_context);
	else
		swapcontext(&contexts[from], &contexts[current]);
}

/* Blocked while contexts are switched: the switch is not atomic */
static void timer_signal(int how)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	CHECK(sigprocmask(how, &set, NULL) == 0);
}

static void coroutine(int number)
{
	int own[2];

	MUST(pipe(own));
	timer_signal(SIG_UNBLOCK);
	for (uint64_t i = 0;; i++) {
		enum way way = (enum way)(i % WAYS);
		uint64_t in = 0;

		CHECK(call(way, SYS_write, own[1], &i, 8) == 8);
		CHECK(call(way, SYS_read, own[0], &in, 8) == 8 && in == i);
		CHECK(call(way, SYS_getppid, 0) == parent);
		CHECK(current == number);
		rounds[number]++;
	}
}

static void coroutines(void)
{
	timer_t timer;

	on(SIGUSR1, switch_context, SA_RESTART);
	timer_signal(SIG_BLOCK);
	for (int i = 0; i < COROUTINES; i++) {
		MUST(getcontext(&contexts[i]));
		contexts[i].uc_stack.ss_sp = stacks[i];
		contexts[i].uc_stack.ss_size = sizeof(stacks[i]);
		makecontext(&contexts[i], (void (*)(void))coroutine, 1, i);
	}
	timer = tick(SIGUSR1, period);
	MUST(swapcontext(&main_context, &contexts[0]));
	MUST(timer_delete(timer));
	current = -1; /* one may still be pending */
	timer_signal(SIG_UNBLOCK);
	for (int i = 0; i < COROUTINES; i++)
		CHECK(rounds[i] > 0);
	printf("contexts switched\n");
}

int main(void)
{
	stack_t stack = { .ss_sp = alternate, .ss_size = sizeof(alternate) };

	begin(60);
	parent = getppid();
	MUST(pipe(ends));
	MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	MUST(sigaltstack(&stack, NULL));
	on(SIGUSR2, count, SA_RESTART);
	period = affordable_period(take_one);
	jump_out(0, 0);
	jump_out(SA_ONSTACK, 0);
	jump_out(0, 1);
	jump_out(SA_ONSTACK, 1);
	nesting();
	coroutines();
	return finish();
}
