// SPDX-License-Identifier: GPL-2.0-only
/* Debug registers stop the target at an instruction and at a write. */
#include "ptrace.h"

#define DEBUG_REGISTER(n) offsetof(struct user, u_debugreg[n])
#define ENABLE_FIRST 1ul
#define ON_WRITE_OF_8 (1ul << 16 | 2ul << 18)

static const char *watch(pid_t pid, uintptr_t address, unsigned long kind)
{
	if (ptrace(PTRACE_POKEUSER, pid, DEBUG_REGISTER(7), 0) ||
	    ptrace(PTRACE_POKEUSER, pid, DEBUG_REGISTER(0), address) ||
	    ptrace(PTRACE_POKEUSER, pid, DEBUG_REGISTER(7),
		   ENABLE_FIRST | kind))
		return errname(errno);
	MUST(ptrace(PTRACE_CONT, pid, NULL, NULL));
	return next_stop(pid);
}

int main(int argc, char **argv)
{
	begin(30);
	(void)argc;
	EACH_TARGET(path)
	{
		pid_t pid = target_start(path, "loop", 1);
		struct user_regs_struct registers;

		for (int i = 0; i < 5; i++)
			CHECK(!strcmp(watch(pid, target.global, ON_WRITE_OF_8),
				      "stopped by SIGTRAP"));
		registers = registers_of(pid);
		printf("after the write %d, ",
		       registers.rip > target.loop_start &&
			       registers.rip < target.loop_end);
		printf("status %ld\n",
		       ptrace(PTRACE_PEEKUSER, pid, DEBUG_REGISTER(6), NULL) &
			       15);
		printf("at the instruction: %s, ",
		       watch(pid, target.loop_start, 0));
		registers = registers_of(pid);
		printf("%d\n", registers.rip == target.loop_start);
		printf("kernel address: %s\n",
		       watch(pid, 0xffff800000001000, ON_WRITE_OF_8));
		target_kill(pid);
	}
	return finish();
}
