// SPDX-License-Identifier: GPL-2.0-only
/* A tracer is told of fork, exec and exit and follows the child. */
#include "ptrace.h"

int main(int argc, char **argv)
{
	begin(30);
	(void)argc;
	EACH_TARGET(path)
	{
		pid_t pid = target_start(path, "fork", 1), stopped;
		int forks = 0, execs = 0, exits = 0, status, running = 1;

		MUST(ptrace(PTRACE_SETOPTIONS, pid, NULL,
			    (void *)(PTRACE_O_TRACEFORK | PTRACE_O_TRACECLONE |
				     PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT |
				     PTRACE_O_EXITKILL)));
		MUST(ptrace(PTRACE_CONT, pid, NULL, NULL));
		while (running > 0) {
			int deliver = 0;

			stopped = (pid_t)MUST(waitpid(-1, &status, __WALL));
			if (!WIFSTOPPED(status)) {
				printf("%s %s, ",
				       stopped == pid ? "target" : "child",
				       fate(status));
				running--;
				continue;
			}
			switch (status >> 16) {
			case PTRACE_EVENT_FORK:
			case PTRACE_EVENT_CLONE:
				forks++;
				running++;
				break;
			case PTRACE_EVENT_EXEC:
				execs++;
				break;
			case PTRACE_EVENT_EXIT:
				exits++;
				break;
			default:
				if (WSTOPSIG(status) != SIGSTOP &&
				    WSTOPSIG(status) != SIGTRAP)
					deliver = WSTOPSIG(status);
			}
			MUST(ptrace(PTRACE_CONT, stopped, NULL,
				    (void *)(long)deliver));
		}
		printf("forks %d, execs %d, exits %d\n", forks, execs, exits);
	}
	return finish();
}
