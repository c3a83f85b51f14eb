// SPDX-License-Identifier: GPL-2.0-only
/* signalfd delivers signals as records, also through poll. */
#include "check.h"
#include <poll.h>
#include <sys/signalfd.h>

int main(void)
{
	struct signalfd_siginfo info;
	struct pollfd waiting;
	union sigval value;
	sigset_t set;
	pid_t pid;
	int fd;

	begin(20);
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGRTMIN);
	MUST(sigprocmask(SIG_BLOCK, &set, NULL));
	fd = (int)MUST(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
	printf("empty: %s\n", outcome(read(fd, &info, sizeof(info))));
	for (value.sival_int = 5; value.sival_int < 8; value.sival_int++)
		MUST(sigqueue(getpid(), SIGRTMIN, value));
	for (int i = 0; i < 3; i++) {
		CHECK(read(fd, &info, sizeof(info)) == sizeof(info));
		printf("value %d\n", info.ssi_int);
	}
	pid = child();
	if (pid == 0)
		_exit(4);
	waiting = (struct pollfd){ .fd = fd, .events = POLLIN };
	CHECK(poll(&waiting, 1, 10000) == 1);
	CHECK(read(fd, &info, sizeof(info)) == sizeof(info));
	printf("child %d status %d\n", info.ssi_pid == (uint32_t)pid,
	       info.ssi_status);
	return finish();
}
