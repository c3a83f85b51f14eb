// SPDX-License-Identifier: GPL-2.0-only
/* A thousand children, each with its own exit status. */
#include "check.h"

static int round_number;

int main(void)
{
	int good = 0;

	begin(60);
	for (round_number = 0; round_number < 1000; round_number++) {
		pid_t pid = (pid_t)MUST(fork());
		int status;

		if (pid == 0)
			_exit(round_number & 127);
		MUST(waitpid(pid, &status, 0));
		good += WIFEXITED(status) &&
			WEXITSTATUS(status) == (round_number & 127);
	}
	printf("%d good\n", good);
	return finish();
}
