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
		int forks = 0, execs = 0, exits = 0, status, ended = 0;
		char target_fate[40] = "", child_fate[40] = "";

		MUST(ptrace(PTRACE_SETOPTIONS, pid, NULL,
			    (void *)(PTRACE_O_TRACEFORK | PTRACE_O_TRACECLONE |
				     PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT |
				     PTRACE_O_EXITKILL)));
		MUST(ptrace(PTRACE_CONT, pid, NULL, NULL));
		/* The child may be reported, and may end, before the fork is. */
		while (!target_fate[0] || ended < 1 + forks) {
			int deliver = 0;

			stopped = (pid_t)MUST(waitpid(-1, &status, __WALL));
			if (!WIFSTOPPED(status)) {
				snprintf(stopped == pid ? target_fate :
							  child_fate,
					 sizeof(target_fate), "%s",
					 fate(status));
				ended++;
				continue;
			}
			switch (status >> 16) {
			case PTRACE_EVENT_FORK:
			case PTRACE_EVENT_CLONE:
				forks++;
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
		printf("target %s, child %s, ", target_fate, child_fate);
		printf("forks %d, execs %d, exits %d\n", forks, execs, exits);
	}
	return finish();
}
