// SPDX-License-Identifier: GPL-2.0-only
/* A process in a loop of gate calls is stopped, continued and killed. */
#include "gate.h"

int main(void)
{
	int status;
	pid_t pid;

	begin(20);
	pid = child();
	if (pid == 0) {
		long self = getpid();

		for (;;)
			if (gate(SYS_getpid) != self ||
			    gate(SYS_close, -1) != -EBADF)
				_exit(1);
	}
	for (int i = 0; i < 50; i++) {
		MUST(kill(pid, SIGSTOP));
		MUST(waitpid(pid, &status, WUNTRACED));
		CHECK(WIFSTOPPED(status));
		MUST(kill(pid, SIGCONT));
		if (i % 10 == 0)
			sleep_ms(2);
	}
	MUST(kill(pid, SIGTERM));
	printf("%s\n", fate(reap(pid)));
	return finish();
}
