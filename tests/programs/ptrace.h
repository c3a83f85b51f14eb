/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tests of ptrace share with the program they trace, target.c. */
#ifndef PTRACE_H
#define PTRACE_H

#include "check.h"
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

/* The target says on descriptor 3 where its parts are */
#define TARGET_FD 3

struct target_info {
	uintptr_t loop_start, loop_end;
	uintptr_t global;
	int ring;
	int pid;
};

static struct target_info target;

/*
 * UKL_TARGETS lists the folders whose target is traced: in the guest the
 * ordinary one and the linked one, whatever the tracer is.
 */
static inline int next_target(const char *argv0, char *path, size_t size)
{
	static const char *list;
	static int own_done;
	size_t length;

	if (!list)
		list = getenv("UKL_TARGETS") ? getenv("UKL_TARGETS") : "";
	if (*list == '\0' && !getenv("UKL_TARGETS") && !own_done) {
		own_done = 1;
		snprintf(path, size, "%s", sibling(argv0, "target"));
		return 1;
	}
	list += strspn(list, " ");
	length = strcspn(list, " ");
	if (length == 0)
		return 0;
	snprintf(path, size, "%.*s/target", (int)length, list);
	list += length;
	return 1;
}

static inline const char *next_stop(pid_t pid)
{
	int status;

	MUST(waitpid(pid, &status, __WALL));
	return fate(status);
}

/* The parent is the tracer from now on, and waits for the stop. */
static inline void be_traced(void)
{
	MUST(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
	raise(SIGSTOP);
}

/* A child that runs this when it is let go. */
static inline pid_t start_traced(void (*run)(void))
{
	pid_t pid = child();

	if (pid == 0) {
		be_traced();
		run();
		_exit(0);
	}
	CHECK(!strcmp(next_stop(pid), "stopped by SIGSTOP"));
	return pid;
}

/*
 * Start the target under trace (or not) in a mode; return when it has told
 * its addresses. A traced one is then stopped by SIGSTOP.
 */
static inline pid_t target_start(const char *path, const char *mode, int traced)
{
	int ends[2];
	pid_t pid;

	MUST(pipe(ends));
	pid = child();
	if (pid == 0) {
		if (ends[1] != TARGET_FD) {
			MUST(dup2(ends[1], TARGET_FD));
			MUST(close(ends[1]));
		}
		if (ends[0] != TARGET_FD)
			close(ends[0]);
		if (traced)
			MUST(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
		execl(path, "target", mode, traced ? "traced" : "free", NULL);
		_exit(99);
	}
	MUST(close(ends[1]));
	if (traced) {
		CHECK(!strcmp(next_stop(pid),
			      "stopped by SIGTRAP")); /* the exec */
		MUST(ptrace(PTRACE_SETOPTIONS, pid, NULL,
			    (void *)(PTRACE_O_TRACESYSGOOD |
				     PTRACE_O_EXITKILL)));
		MUST(ptrace(PTRACE_CONT, pid, NULL, NULL));
	}
	CHECK(read(ends[0], &target, sizeof(target)) == sizeof(target));
	if (traced)
		CHECK(!strcmp(next_stop(pid), "stopped by SIGSTOP"));
	MUST(close(ends[0]));
	return pid;
}

static inline struct user_regs_struct registers_of(pid_t pid)
{
	struct user_regs_struct registers;

	memset(&registers, 0, sizeof(registers));
	MUST(ptrace(PTRACE_GETREGS, pid, NULL, &registers));
	return registers;
}

#define EACH_TARGET(path) \
	char path[256];   \
	while (next_target(argv[0], path, sizeof(path)))

/*
 * Let the target count in its loop, for which a busy host may take its time, and
 * stop it there.
 */
static inline void run_into_loop(pid_t pid)
{
	struct user_regs_struct registers;
	long before = ptrace(PTRACE_PEEKDATA, pid, target.global, NULL);

	for (int i = 0; i < 500; i++) {
		MUST(ptrace(PTRACE_CONT, pid, NULL, NULL));
		sleep_ms(20);
		MUST(kill(pid, SIGSTOP));
		CHECK(!strcmp(next_stop(pid), "stopped by SIGSTOP"));
		registers = registers_of(pid);
		if (registers.rip >= target.loop_start &&
		    registers.rip < target.loop_end &&
		    ptrace(PTRACE_PEEKDATA, pid, target.global, NULL) != before)
			return;
	}
	printf("not in its loop\n");
	check_failures++;
}

static inline void target_kill(pid_t pid)
{
	MUST(kill(pid, SIGKILL));
	printf("%s\n", fate(reap(pid)));
}

#endif
