// SPDX-License-Identifier: GPL-2.0-only
/* Orphans go to the subreaper; setsid and getsid agree. */
#include "check.h"

int main(void)
{
	int status, orphans = 0;
	pid_t pid;

	begin(20);
	MUST(prctl(PR_SET_CHILD_SUBREAPER, 1));
	pid = child();
	if (pid == 0) {
		CHECK(setsid() == getpid() && getsid(0) == getpid() &&
		      getpgrp() == getpid());
		for (int i = 0; i < 3; i++) {
			if (fork() == 0) {
				sleep_ms(30);
				_exit(getppid() != 1 ? 20 + i : 1);
			}
		}
		_exit(finish());
	}
	CHECK(reap(pid) == 0);
	while (wait(&status) > 0)
		orphans += WEXITSTATUS(status);
	printf("orphans %d\n", orphans);
	return finish();
}
