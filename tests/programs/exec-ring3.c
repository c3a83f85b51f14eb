// SPDX-License-Identifier: GPL-2.0-only
/* A ring-3 program started by this one gets the flags of ring 3. */
#include "check.h"

int main(int argc, char **argv)
{
	const char *other = getenv("UKL_RING3");
	pid_t pid;

	begin(20);
	(void)argc;
	for (int i = 0; i < 5; i++) {
		pid = child();
		if (pid == 0) {
			execl(other ? other : sibling(argv[0], "ring"), "ring",
			      "flags", NULL);
			_exit(99);
		}
		CHECK(reap(pid) == 0);
	}
	return finish();
}
