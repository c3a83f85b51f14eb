// SPDX-License-Identifier: GPL-2.0-only
/* A tracer cannot make its target run kernel code or another ring. */
#include "ptrace.h"

/* Addresses in and around the kernel's text */
static const unsigned long addresses[] = {
	0xffffffff81000000, 0xffffffff81000040, 0xffff800000001000,
	0xffffffff80000000, 0xffffffffff600000, 0
};

static int contained(pid_t pid, struct user_regs_struct *registers)
{
	int status;

	if (ptrace(PTRACE_SETREGS, pid, NULL, registers) < 0) {
		CHECK(errno == EIO || errno == EINVAL);
		MUST(kill(pid, SIGKILL));
		reap(pid);
		return 1;
	}
	MUST(ptrace(PTRACE_CONT, pid, NULL, NULL));
	MUST(waitpid(pid, &status, __WALL));
	MUST(kill(pid, SIGKILL));
	if (!WIFSTOPPED(status))
		return WIFSIGNALED(status);
	reap(pid);
	return WSTOPSIG(status) == SIGSEGV;
}

/*
 * Let it run until it died, or is in its loop: the target stopped itself some
 * instructions before, for which a busy host may take its time.
 */
static int still_in_loop(pid_t pid)
{
	int result = 0;

	for (int i = 0; i < 100 && !result; i++) {
		struct user_regs_struct registers;
		int status;

		MUST(ptrace(PTRACE_CONT, pid, NULL, NULL));
		sleep_ms(20);
		kill(pid, SIGSTOP);
		MUST(waitpid(pid, &status, __WALL));
		if (!WIFSTOPPED(status))
			return WIFSIGNALED(status);
		registers = registers_of(pid);
		result = WSTOPSIG(status) == SIGSEGV ||
			 (registers.rip >= target.loop_start &&
			  registers.rip < target.loop_end);
	}
	kill(pid, SIGKILL);
	reap(pid);
	return result;
}

int main(int argc, char **argv)
{
	begin(30);
	(void)argc;
	EACH_TARGET(path)
	{
		struct user_regs_struct registers;
		pid_t pid;

		for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]);
		     i++) {
			pid = target_start(path, "loop", 1);
			registers = registers_of(pid);
			registers.rip = addresses[i];
			CHECK(contained(pid, &registers));
		}
		/* the other ring's selectors: refused, or of no use */
		pid = target_start(path, "loop", 1);
		registers = registers_of(pid);
		registers.cs = target.ring ? 0x10 : 0x33;
		registers.ss = target.ring ? 0x18 : 0x2b;
		(void)ptrace(PTRACE_SETREGS, pid, NULL, &registers);
		CHECK(still_in_loop(pid));
		/* interrupts off, I/O privilege */
		pid = target_start(path, "loop", 1);
		registers = registers_of(pid);
		registers.eflags = (registers.eflags & ~0x200ul) | 0x3000;
		(void)ptrace(PTRACE_SETREGS, pid, NULL, &registers);
		registers = registers_of(pid);
		CHECK((registers.eflags & 0x3200) == 0x200);
		printf("interrupt flag %llu, privilege %llu\n",
		       registers.eflags >> 9 & 1, registers.eflags >> 12 & 3);
		target_kill(pid);
	}
	return finish();
}
