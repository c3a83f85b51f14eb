// SPDX-License-Identifier: GPL-2.0-only
/* clone3 without a stack is fork, with a pidfd to wait on and to signal. */
#include "check.h"
#include <linux/sched.h>
#include <poll.h>

#ifndef P_PIDFD
#define P_PIDFD 3
#endif

static int value = 1;

static pid_t start(int *pidfd, unsigned long flags)
{
	struct clone_args arguments = {
		.flags = CLONE_PIDFD | flags,
		.pidfd = (uintptr_t)pidfd,
		.exit_signal = SIGCHLD,
	};

	return (pid_t)MUST(syscall(SYS_clone3, &arguments, sizeof(arguments)));
}

int main(void)
{
	struct clone_args wrong = { .flags = CLONE_SETTLS,
				    .tls = 0xffffffff00000000ul,
				    .exit_signal = SIGCHLD };
	struct pollfd waiting = { .events = POLLIN };
	siginfo_t info = { 0 };
	int pidfd = -1;

	begin(20);
	if (start(&pidfd, 0) == 0) {
		value = 2;
		_exit(11);
	}
	waiting.fd = pidfd;
	CHECK(poll(&waiting, 1, 10000) == 1);
	MUST(waitid((idtype_t)P_PIDFD, (id_t)pidfd, &info, WEXITED));
	printf("code %d, status %d, value %d\n", info.si_code == CLD_EXITED,
	       info.si_status, value);

	if (start(&pidfd, CLONE_CLEAR_SIGHAND) == 0)
		for (;;)
			asm volatile("");
	MUST(syscall(SYS_pidfd_send_signal, pidfd, SIGTERM, NULL, 0));
	MUST(waitid((idtype_t)P_PIDFD, (id_t)pidfd, &info, WEXITED));
	printf("code %d, status %d\n", info.si_code == CLD_KILLED,
	       info.si_status);

	printf("thread pointer in the kernel half: %s\n",
	       outcome(syscall(SYS_clone3, &wrong, sizeof(wrong))));
	return finish();
}
