// SPDX-License-Identifier: GPL-2.0-only
/* Single steps take a target through its system calls, of both kinds, to its end. */
#include "ptrace.h"

static void step_through(const char *path, const char *mode)
{
	pid_t pid = target_start(path, mode, 1);
	long steps = 0, deliver = 0;
	int status;

	for (;;) {
		MUST(ptrace(PTRACE_SINGLESTEP, pid, NULL, (void *)deliver));
		deliver = 0;
		MUST(waitpid(pid, &status, __WALL));
		if (!WIFSTOPPED(status))
			break;
		if (WSTOPSIG(status) != SIGTRAP) {
			deliver = WSTOPSIG(status);
			continue;
		}
		CHECK(!(registers_of(pid).eflags & 0x100));
		steps++;
	}
	printf("%s, more than fifty steps %d\n", fate(status), steps > 50);
}

int main(int argc, char **argv)
{
	begin(30);
	(void)argc;
	EACH_TARGET(path)
	{
		step_through(path, "calls");
		step_through(path, "gate-calls");
		step_through(path, "signals");
	}
	return finish();
}
