// SPDX-License-Identifier: GPL-2.0-only
/* Single steps through a known loop go from instruction to instruction. */
#include "ptrace.h"

int main(int argc, char **argv)
{
	begin(30);
	(void)argc;
	EACH_TARGET(path)
	{
		pid_t pid = target_start(path, "loop", 1);
		struct user_regs_struct registers;
		int steps = 0, outside = 0, starts = 0;
		long first, last;

		run_into_loop(pid);
		first = ptrace(PTRACE_PEEKDATA, pid, target.global, NULL);
		while (steps < 150) {
			siginfo_t info;

			MUST(ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL));
			CHECK(!strcmp(next_stop(pid), "stopped by SIGTRAP"));
			MUST(ptrace(PTRACE_GETSIGINFO, pid, NULL, &info));
			CHECK(info.si_code == TRAP_TRACE);
			registers = registers_of(pid);
			outside += registers.rip < target.loop_start ||
				   registers.rip >= target.loop_end;
			starts += registers.rip == target.loop_start;
			CHECK(!(registers.eflags &
				0x100)); /* the tracer's TF is hidden */
			steps++;
		}
		/* fifteen instructions are one turn of the loop */
		last = ptrace(PTRACE_PEEKDATA, pid, target.global, NULL);
		printf("ring %d: turns %d, counted %d, outside %d\n",
		       target.ring, starts,
		       last - first >= 9 && last - first <= 11, outside);
		MUST(ptrace(PTRACE_CONT, pid, NULL, NULL));
		sleep_ms(10);
		target_kill(pid);
	}
	return finish();
}
