// SPDX-License-Identifier: GPL-2.0-only
/* vfork through the gate: the child overwrites the stack, the parent goes on. */
#include "gate.h"

static char *arguments[3];

/* The child calls on from the frame that it shares with its parent */
static __attribute__((noinline)) long run(const char *path)
{
	volatile long mark = 0x5eed;
	long pid = gate(SYS_vfork);

	if (pid == 0) {
		gate(SYS_getppid);
		gate(SYS_execve, path, arguments, environ);
		gate(SYS_exit_group, 100);
	}
	CHECK(mark == 0x5eed);
	return pid;
}

int main(int argc, char **argv)
{
	begin(30);
	if (argc > 1)
		return 42;
	arguments[0] = argv[0];
	arguments[1] = (char *)"again";
	for (int i = 0; i < 50; i++) {
		CHECK(WEXITSTATUS(reap((pid_t)run("/proc/self/exe"))) == 42);
		CHECK(WEXITSTATUS(reap((pid_t)run("/nonexistent"))) == 100);
	}
	printf("done\n");
	return finish();
}
