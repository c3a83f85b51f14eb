// SPDX-License-Identifier: GPL-2.0-only
/*
 * SECCOMP_RET_TRACE: the tracer stops the call before it is made, sees its
 * number and arguments, and changes them, its number or its result.
 */
#include "call-seccomp.h"
#include "ptrace.h"

#define DATA 55

static void calls(void)
{
	static const struct rule rules[] = {
		{ SYS_process_vm_readv, SECCOMP_RET_TRACE | DATA },
		{ SYS_pread64, SECCOMP_RET_TRACE | DATA },
	};
	char path[] = "/tmp/seccomp-trace.XXXXXX", text[8] = "";
	int fd = (int)MUST(mkstemp(path));

	MUST(unlink(path));
	MUST(write(fd, "0123456789", 10));
	MUST(seccomp_rules(rules, 2, 0));
	be_traced();
	EACH_WAY(way)
	{
		/* nothing changed */
		CHECK(call(way, SYS_pread64, fd, text, 2, 1) == 2 &&
		      !memcmp(text, "12", 3));
		/* size, offset */
		CHECK(call(way, SYS_pread64, fd, text, 2, 1) == 3 &&
		      !memcmp(text, "456", 4));
		/* getpid instead */
		CHECK(call_magic(way, SYS_process_vm_readv) == getpid());
		/* no call, but a result */
		CHECK(call_magic(way, SYS_process_vm_readv) == 4711);
		memset(text, 0, sizeof(text));
	}
	_exit(finish());
}

static void to_event(pid_t pid)
{
	int status;

	MUST(ptrace(PTRACE_CONT, pid, NULL, NULL));
	MUST(waitpid(pid, &status, __WALL));
	CHECK(status >> 8 == (SIGTRAP | (PTRACE_EVENT_SECCOMP << 8)));
}

int main(int argc, char **argv)
{
	struct user_regs_struct r;
	unsigned long data;
	pid_t pid;

	(void)argc;
	(void)argv;
	begin(20);
	pid = child();
	if (pid == 0)
		calls();
	CHECK(!strcmp(next_stop(pid), "stopped by SIGSTOP"));
	MUST(ptrace(PTRACE_SETOPTIONS, pid, NULL,
		    (void *)(PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL)));
	EACH_WAY(way)
	{
		to_event(pid);
		MUST(ptrace(PTRACE_GETEVENTMSG, pid, NULL, &data));
		r = registers_of(pid);
		CHECK(data == DATA && (long)r.rax == -ENOSYS && in_text(r.rip));
		CHECK(r.orig_rax == SYS_pread64 && r.rdx == 2 && r.r10 == 1);

		to_event(pid);
		r = registers_of(pid);
		r.rdx = 3;
		r.r10 = 4;
		MUST(ptrace(PTRACE_SETREGS, pid, NULL, &r));

		to_event(pid);
		r = registers_of(pid);
		CHECK(r.orig_rax == SYS_process_vm_readv && r.rdi == magic[0] &&
		      r.rsi == magic[1] && r.rdx == magic[2] &&
		      r.r10 == magic[3] && r.r8 == magic[4] &&
		      r.r9 == magic[5]);
		r.orig_rax = SYS_getpid;
		MUST(ptrace(PTRACE_SETREGS, pid, NULL, &r));

		to_event(pid);
		r = registers_of(pid);
		r.orig_rax = (unsigned long)-1;
		r.rax = 4711;
		MUST(ptrace(PTRACE_SETREGS, pid, NULL, &r));
		printf("traced %s\n", way_name(way));
	}
	MUST(ptrace(PTRACE_CONT, pid, NULL, NULL));
	printf("%s\n", next_stop(pid));
	return finish();
}
