// SPDX-License-Identifier: GPL-2.0-only
/* A chain of forks, each from a deeper stack frame. */
#include "check.h"

static int depth_reached;

static int descend(int depth)
{
	volatile char frame[2000];
	pid_t pid;

	frame[0] = (char)depth;
	frame[1999] = (char)depth;
	depth_reached = depth;
	if (depth == 25)
		return 25;
	pid = child();
	if (pid == 0)
		_exit(descend(depth + 1));
	CHECK(frame[0] == (char)depth && frame[1999] == (char)depth);
	CHECK(depth_reached == depth);
	return WEXITSTATUS(reap(pid));
}

int main(void)
{
	begin(20);
	printf("depth %d, here %d\n", descend(0), depth_reached);
	return finish();
}
