// SPDX-License-Identifier: GPL-2.0-only
/* A 10 kHz timer with a handler that calls the gate, under calls of the gate. */
#include "gate.h"

static volatile long count;
static long pid, parent;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	CHECK(gate(SYS_getppid) == parent);
	CHECK(gate(SYS_close, -1) == -EBADF);
	count++;
}

int main(void)
{
	timer_t timer;
	int ends[2];
	long rounds = 0;

	begin(40);
	pid = getpid();
	parent = getppid();
	MUST(pipe(ends));
	on(SIGUSR1, handler, SA_RESTART);
	timer = tick(SIGUSR1, TEN_KHZ);
	while (count < 2000 || rounds < 500) {
		long out = rounds, in = -1;

		CHECK(gate(SYS_getpid) == pid);
		CHECK(gate(SYS_write, ends[1], &out, sizeof(out)) ==
		      sizeof(out));
		CHECK(gate(SYS_read, ends[0], &in, sizeof(in)) == sizeof(in));
		CHECK(in == out);
		CHECK(gate(SYS_getppid) == parent);
		CHECK(gate(SYS_lseek, -1, 0, 0) == -EBADF);
		CHECK(gate(SYS_read, ends[0], NULL, 0) == 0);
		rounds++;
	}
	MUST(timer_delete(timer));
	printf("two thousand signals\n");
	return finish();
}
