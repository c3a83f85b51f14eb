// SPDX-License-Identifier: GPL-2.0-only
/* Sleeps through the gate that were stopped and continued go on (restart_syscall). */
#include "gate.h"
#include <linux/futex.h>

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
				result = gate(SYS_nanosleep, &time, NULL);
			else if (kind == 1)
				result = gate(SYS_poll, NULL, 0, 400);
			else
				result = gate(SYS_futex, &word, FUTEX_WAIT, 0,
					      &time, NULL, 0);
			printf("%s\n", gate_outcome(result));
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
