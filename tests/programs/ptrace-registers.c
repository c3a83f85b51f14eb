// SPDX-License-Identifier: GPL-2.0-only
/* A tracer reads all registers, writes them back, and changes one. */
#include "ptrace.h"

int main(int argc, char **argv)
{
	begin(30);
	(void)argc;
	EACH_TARGET(path)
	{
		pid_t pid = target_start(path, "loop", 1);
		struct user_regs_struct registers, again;
		struct user_fpregs_struct floating;

		printf("target in ring %d\n", target.ring);
		registers = registers_of(pid);
		/* debuggers take anything else for a 32-bit program */
		CHECK(registers.cs == 0x33);
		MUST(ptrace(PTRACE_SETREGS, pid, NULL, &registers));
		registers.r15 = 0x1234567812345678;
		registers.r8 = 0x8765432187654321;
		MUST(ptrace(PTRACE_SETREGS, pid, NULL, &registers));
		again = registers_of(pid);
		CHECK(memcmp(&registers, &again, sizeof(again)) == 0);
		MUST(ptrace(PTRACE_GETFPREGS, pid, NULL, &floating));
		printf("mxcsr %x, x87 %x\n", floating.mxcsr & ~0x3fu,
		       floating.cwd);
		floating.xmm_space[4 * 5] = 0xabcdef;
		MUST(ptrace(PTRACE_SETFPREGS, pid, NULL, &floating));

		run_into_loop(pid);
		registers = registers_of(pid);
		CHECK(registers.rax > 0);
		MUST(ptrace(PTRACE_GETFPREGS, pid, NULL, &floating));
		CHECK(ptrace(PTRACE_PEEKUSER, pid,
			     offsetof(struct user, regs.rax),
			     NULL) == (long)registers.rax);
		target_kill(pid);
	}
	return finish();
}
