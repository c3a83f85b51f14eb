/* SPDX-License-Identifier: GPL-2.0-only */
/* Trace the target's calls from getuid to its end. */
#ifndef PTRACE_CALLS_H
#define PTRACE_CALLS_H

#include "ptrace.h"

static inline const char *call_name(long number)
{
	switch (number) {
	case SYS_getuid:
		return "getuid";
	case SYS_getppid:
		return "getppid";
	case SYS_close:
		return "close";
	case SYS_lseek:
		return "lseek";
	case SYS_getpgid:
		return "getpgid";
	case SYS_exit_group:
		return "exit_group";
	default:
		return "another";
	}
}

/* Run to the next stop at a call; 0 when the target has ended */
static inline int to_call_stop(pid_t pid)
{
	int status;

	MUST(ptrace(PTRACE_SYSCALL, pid, NULL, NULL));
	MUST(waitpid(pid, &status, __WALL));
	if (WIFSTOPPED(status)) {
		CHECK(WSTOPSIG(status) == (SIGTRAP | 0x80));
		return 1;
	}
	printf("%s\n", fate(status));
	return 0;
}

/* One call: what it is, its arguments, and its result unless it is the pid of someone */
static inline void print_calls(pid_t pid)
{
	int seen = 0;

	while (to_call_stop(pid)) {
		struct user_regs_struct entry = registers_of(pid), leave;

		seen = seen || entry.orig_rax == SYS_getuid;
		if (seen) {
			CHECK((long)entry.rax == -ENOSYS);
			printf("%s(%d, %d)", call_name((long)entry.orig_rax),
			       entry.orig_rax == SYS_getuid ||
					       entry.orig_rax == SYS_getppid ?
				       0 :
				       (int)entry.rdi,
			       entry.orig_rax == SYS_lseek ? (int)entry.rsi :
							     0);
		}
		if (!to_call_stop(pid))
			return;
		leave = registers_of(pid);
		CHECK(leave.orig_rax == entry.orig_rax &&
		      leave.rip == entry.rip);
		CHECK(leave.rsp == entry.rsp);
		if (seen && entry.orig_rax == SYS_getppid)
			printf(" = me %d\n", (long)leave.rax == getpid());
		else if (seen && entry.orig_rax != SYS_getpgid)
			printf(" = %ld\n", (long)leave.rax);
		else if (seen)
			printf("\n");
	}
}

#endif
