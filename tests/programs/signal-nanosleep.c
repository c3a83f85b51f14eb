// SPDX-License-Identifier: GPL-2.0-only
/* A sleep that was stopped and continued goes on (restart_syscall). */
#include "check.h"
#include <linux/futex.h>
#include <poll.h>

int main(void)
{
	int word = 0;
	pid_t pid;

	begin(20);
	for (int kind = 0; kind < 3; kind++) {
		pid = child();
		if (pid == 0) {
			struct timespec time = { 0, 200000000 };
			uint64_t start = now_ns();
			long result;

			if (kind == 0)
				result = nanosleep(&time, NULL);
			else if (kind == 1)
				result = poll(NULL, 0, 200);
			else
				result = syscall(SYS_futex, &word, FUTEX_WAIT,
						 0, &time, NULL, 0);
			printf("%s\n", outcome(result));
			CHECK(now_ns() - start >= 190000000);
			_exit(finish());
		}
		for (int i = 0; i < 5; i++) {
			sleep_ms(15);
			MUST(kill(pid, SIGSTOP));
			MUST(waitpid(pid, NULL, WUNTRACED));
			MUST(kill(pid, SIGCONT));
		}
		printf("%s\n", fate(reap(pid)));
	}
	return finish();
}
