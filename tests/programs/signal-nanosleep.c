// SPDX-License-Identifier: GPL-2.0-only
/* A sleep that was stopped and continued goes on (restart_syscall). */
#include "check.h"
#include <linux/futex.h>
#include <poll.h>

int main(void)
{
	siginfo_t info;
	int word = 0;
	pid_t pid;

	begin(20);
	for (int kind = 0; kind < 3; kind++) {
		pid = child();
		if (pid == 0) {
			struct timespec time = { 0, 400000000 };
			uint64_t start = now_ns();
			long result;

			if (kind == 0)
				result = nanosleep(&time, NULL);
			else if (kind == 1)
				result = poll(NULL, 0, 400);
			else
				result = syscall(SYS_futex, &word, FUTEX_WAIT,
						 0, &time, NULL, 0);
			printf("%s\n", outcome(result));
			CHECK(now_ns() - start >= 390000000);
			_exit(finish());
		}
		/* on a slow host it may end before the fifth time */
		for (int i = 0; i < 5; i++) {
			sleep_ms(15);
			MUST(kill(pid, SIGSTOP));
			MUST(waitid(P_PID, (id_t)pid, &info,
				    WSTOPPED | WEXITED | WNOWAIT));
			if (info.si_code != CLD_STOPPED)
				break;
			MUST(waitpid(pid, NULL, WUNTRACED));
			MUST(kill(pid, SIGCONT));
		}
		printf("%s\n", fate(reap(pid)));
	}
	return finish();
}
