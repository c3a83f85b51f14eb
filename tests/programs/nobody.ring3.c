// SPDX-License-Identifier: GPL-2.0-only
/* An unprivileged user cannot execute, read, write or trace linked programs. */
#include "linked-file.h"
#include "ptrace.h"
#include "task-state.h"

static void as_nobody(void)
{
	MUST(setresgid(NOBODY, NOBODY, NOBODY));
	MUST(setresuid(NOBODY, NOBODY, NOBODY));
}

/* What nobody may do to a process of nobody's own: all, none if it is linked */
static int trace_refused(const char *path)
{
	pid_t pid = target_start(path, "nobody", 0), tracer;
	int status;

	wait_asleep(pid, pid); /* it changes its user before */
	tracer = child();
	if (tracer == 0) {
		char name[64], buffer[8];
		struct iovec here = { buffer, 8 },
			     there = { (void *)target.global, 8 };
		int refused = 0;

		as_nobody();
		snprintf(name, sizeof(name), "/proc/%d/mem", pid);
		refused += open(name, O_RDWR) == -1 &&
			   (errno == EACCES || errno == EPERM);
		refused += process_vm_readv(pid, &here, 1, &there, 1, 0) ==
				   -1 &&
			   errno == EPERM;
		refused += process_vm_writev(pid, &here, 1, &there, 1, 0) ==
				   -1 &&
			   errno == EPERM;
		refused += ptrace(PTRACE_SEIZE, pid, NULL, NULL) == -1 &&
			   errno == EPERM;
		if (refused == 4)
			refused += ptrace(PTRACE_ATTACH, pid, NULL, NULL) ==
					   -1 &&
				   errno == EPERM;
		_exit(refused);
	}
	status = reap(tracer);
	MUST(kill(pid, SIGKILL));
	reap(pid);
	return WEXITSTATUS(status);
}

int main(void)
{
	pid_t pid;

	begin(30);
	pid = child();
	if (pid == 0) {
		as_nobody();
		CHECK(execl(LINKED, "ring", NULL) == -1 && errno == EACCES);
		CHECK(open(LINKED, O_RDONLY) == -1 && errno == EACCES);
		CHECK(open(LINKED, O_WRONLY) == -1);
		CHECK(unlink(LINKED) == -1);
		CHECK(chmod(LINKED, 0777) == -1);
		_exit(finish());
	}
	printf("files: %s\n", fate(reap(pid)));
	printf("ordinary process refused %d\n", trace_refused("/ring3/target"));
	printf("linked process refused %d\n", trace_refused("/ukl/target"));
	CHECK(trace_refused("/ring3/target") == 0);
	CHECK(trace_refused("/ukl/target") == 5);
	return finish();
}
