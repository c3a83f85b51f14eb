// SPDX-License-Identifier: GPL-2.0-only
/* A program executes another one of the same folder, and the other returns. */
#include "check.h"

int main(int argc, char **argv)
{
	pid_t pid;

	begin(20);
	(void)argc;
	for (int i = 0; i < 20; i++) {
		pid = child();
		if (pid == 0) {
			execl(sibling(argv[0], "ring"), "ring",
			      i ? "again" : "first", NULL);
			_exit(99);
		}
		CHECK(reap(pid) == 0);
	}
	fflush(stdout);
	execl(sibling(argv[0], "ring"), "ring", "for good", NULL);
	return 1;
}
