// SPDX-License-Identifier: GPL-2.0-only
/* A tracer reads and writes the data of its target. */
#include "ptrace.h"

int main(int argc, char **argv)
{
	begin(30);
	(void)argc;
	EACH_TARGET(path)
	{
		pid_t pid = target_start(path, "global", 1);
		struct user_regs_struct registers = registers_of(pid);

		errno = 0;
		printf("ring %d: global %ld\n", target.ring,
		       ptrace(PTRACE_PEEKDATA, pid, target.global, NULL));
		CHECK(errno == 0);
		/* inc %rax */
		printf("text %lx\n",
		       ptrace(PTRACE_PEEKTEXT, pid, target.loop_start, NULL) &
			       0xffffff);
		ptrace(PTRACE_PEEKDATA, pid, registers.rsp, NULL);
		printf("stack %s\n", errname(errno));
		errno = 0;
		ptrace(PTRACE_PEEKDATA, pid, 8, NULL);
		printf("null %s\n", errname(errno));
		errno = 0;
		ptrace(PTRACE_PEEKDATA, pid, 0xffff800000001000ul, NULL);
		printf("kernel %s\n", errname(errno));
		printf("write to the kernel %s\n",
		       outcome(ptrace(PTRACE_POKEDATA, pid,
				      0xffff800000001000ul, 1)));
		MUST(ptrace(PTRACE_POKEDATA, pid, target.global, 33));
		MUST(ptrace(PTRACE_CONT, pid, NULL, NULL));
		printf("%s\n", next_stop(pid));
	}
	return finish();
}
