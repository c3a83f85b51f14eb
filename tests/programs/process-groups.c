// SPDX-License-Identifier: GPL-2.0-only
/* Job control: stop, continue and kill a group of busy processes. */
#include "check.h"

int main(void)
{
	pid_t group = 0;
	int status;

	begin(20);
	for (int i = 0; i < 3; i++) {
		pid_t pid = child();

		if (pid == 0) {
			setpgid(0, group);
			for (;;)
				asm volatile("");
		}
		if (!group)
			group = pid;
		MUST(setpgid(pid, group));
	}
	for (int round = 0; round < 3; round++) {
		MUST(kill(-group, SIGSTOP));
		for (int i = 0; i < 3; i++) {
			MUST(waitpid(-group, &status, WUNTRACED));
			printf("%s, ", fate(status));
		}
		MUST(kill(-group, SIGCONT));
		for (int i = 0; i < 3; i++) {
			MUST(waitpid(-group, &status, WCONTINUED));
			printf("%s%s", fate(status), i < 2 ? ", " : "\n");
		}
	}
	MUST(kill(-group, SIGTERM));
	for (int i = 0; i < 3; i++) {
		MUST(waitpid(-group, &status, 0));
		printf("%s%s", fate(status), i < 2 ? ", " : "\n");
	}
	return finish();
}
