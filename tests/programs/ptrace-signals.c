// SPDX-License-Identifier: GPL-2.0-only
/* A tracer sees signals before the target, drops one and passes one on. */
#include "ptrace.h"

int main(int argc, char **argv)
{
	begin(30);
	(void)argc;
	EACH_TARGET(path)
	{
		for (int drop = 0; drop < 2; drop++) {
			pid_t pid = target_start(path, "signals", 1);
			siginfo_t info;

			printf("ring %d: ", target.ring);
			MUST(ptrace(PTRACE_CONT, pid, NULL, NULL));
			printf("%s, ", next_stop(pid));
			MUST(ptrace(PTRACE_GETSIGINFO, pid, NULL, &info));
			CHECK(info.si_signo == SIGUSR1 &&
			      info.si_code == SI_TKILL);
			MUST(ptrace(PTRACE_CONT, pid, NULL,
				    (void *)(long)(drop ? 0 : SIGUSR1)));
			printf("%s, ", next_stop(pid));
			MUST(ptrace(PTRACE_GETSIGINFO, pid, NULL, &info));
			info.si_code = SI_QUEUE;
			MUST(ptrace(PTRACE_SETSIGINFO, pid, NULL, &info));
			MUST(ptrace(PTRACE_CONT, pid, NULL,
				    (void *)(long)SIGUSR2));
			printf("%s\n", next_stop(pid));
		}
	}
	return finish();
}
