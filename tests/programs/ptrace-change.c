// SPDX-License-Identifier: GPL-2.0-only
/* A tracer replaces a call and changes a result, for the instruction and the gate. */
#include "ptrace-calls.h"

static void change(const char *path, const char *mode)
{
	pid_t pid = target_start(path, mode, 1);
	struct user_regs_struct registers;

	printf("ring %d, %s: ", target.ring, mode);
	while (to_call_stop(pid)) {
		registers = registers_of(pid);
		if (registers.orig_rax == SYS_close) {
			/* instead: exit_group would end it, getppid does not */
			registers.orig_rax = SYS_getppid;
			MUST(ptrace(PTRACE_SETREGS, pid, NULL, &registers));
			CHECK(to_call_stop(pid));
			registers = registers_of(pid);
			printf("replaced %d, ",
			       (long)registers.rax == getpid());
			continue;
		}
		if (registers.orig_rax == SYS_lseek) {
			registers.orig_rax = (unsigned long)-1; /* skip it */
			MUST(ptrace(PTRACE_SETREGS, pid, NULL, &registers));
			CHECK(to_call_stop(pid));
			registers = registers_of(pid);
			printf("skipped %s, ", errname(-(int)registers.rax));
			continue;
		}
		if (!to_call_stop(pid))
			break;
		registers = registers_of(pid);
		if (registers.orig_rax == SYS_getpgid) {
			registers.rax = 4711;
			MUST(ptrace(PTRACE_SETREGS, pid, NULL, &registers));
		}
	}
}

int main(int argc, char **argv)
{
	begin(30);
	(void)argc;
	EACH_TARGET(path)
	{
		change(path, "calls");
		change(path, "gate-calls");
	}
	return finish();
}
