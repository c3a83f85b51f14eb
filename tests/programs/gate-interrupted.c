// SPDX-License-Identifier: GPL-2.0-only
/* A signal ends a blocking call made through the gate with EINTR. */
#include "gate.h"
#include <linux/futex.h>

static volatile sig_atomic_t count;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	count++;
}

int main(void)
{
	struct timespec ten = { 10, 0 }, left = { 0, 0 };
	int ends[2], word = 0;
	char byte;

	begin(20);
	on(SIGUSR1, handler, 0);
	MUST(pipe(ends));
	tick(SIGUSR1, 20 * ONE_KHZ);
	printf("read %s\n", gate_outcome(gate(SYS_read, ends[0], &byte, 1)));
	printf("nanosleep %s, ",
	       gate_outcome(gate(SYS_nanosleep, &ten, &left)));
	printf("left %ld\n", left.tv_sec);
	printf("futex %s\n", gate_outcome(gate(SYS_futex, &word, FUTEX_WAIT, 0,
					       NULL, NULL, 0)));
	printf("poll %s\n", gate_outcome(gate(SYS_poll, NULL, 0, 10000)));
	printf("pause %s\n", gate_outcome(gate(SYS_pause)));
	printf("wait4 %s\n", gate_outcome(gate(SYS_wait4, -1, NULL, 0, NULL)));
	CHECK(count >= 5);
	return finish();
}
