// SPDX-License-Identifier: GPL-2.0-only
/* A 10 kHz timer with a handler while system calls are made and compared. */
#include "check.h"
#include <sys/utsname.h>

static volatile sig_atomic_t count;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	count++;
	CHECK(getpid() > 0);
}

int main(void)
{
	struct utsname first, again;
	pid_t pid = getpid(), parent = getppid();
	timer_t timer;
	int rounds = 0;
	int ends[2];

	begin(30);
	MUST(pipe(ends));
	MUST(uname(&first));
	on(SIGUSR1, handler, SA_RESTART);
	timer = tick(SIGUSR1, TEN_KHZ);
	while (count < 1000 || rounds < 200) {
		char out = (char)rounds, in = 0;

		CHECK(getpid() == pid && getppid() == parent);
		CHECK(write(ends[1], &out, 1) == 1);
		CHECK(read(ends[0], &in, 1) == 1 && in == out);
		CHECK(uname(&again) == 0 &&
		      memcmp(&first, &again, sizeof(first)) == 0);
		CHECK(close(-1) == -1 && errno == EBADF);
		rounds++;
	}
	MUST(timer_delete(timer));
	printf("thousand signals\n");
	return finish();
}
