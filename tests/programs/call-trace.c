// SPDX-License-Identifier: GPL-2.0-only
/*
 * PTRACE_SYSCALL stops at the entry and the exit of every call, by whatever
 * way; the tracer sees number, six arguments and result, and changes each of
 * them. The tracee is an ordinary process and a linked one, whatever the
 * tracer is.
 */
#include "call-ways.h"
#include "ptrace.h"

static const unsigned long magic[6] = {
	0x1111111122222222, 0x3333333344444444, 0x5555555566666666,
	0x7777777788888888, 0x99999999aaaaaaaa, 0xbbbbbbbbcccccccc,
};

static const long magic_calls[] = {
	SYS_getppid,	      SYS_close,      SYS_lseek,
	SYS_process_vm_readv, SYS_setsockopt, SYS_openat,
	SYS_copy_file_range,  SYS_tuxcall,    SYS_prctl,
	SYS_rt_sigaction,     SYS_futex,      999,
};
#define MAGIC_CALLS (sizeof(magic_calls) / sizeof(magic_calls[0]))

/* In the tracee */
static int tracee(void)
{
	char buffer[64], path[] = "/tmp/call-trace.XXXXXX";
	int fd = (int)MUST(mkstemp(path));
	pid_t parent = getppid();

	MUST(unlink(path));
	MUST(write(fd, "0123456789", 10));
	be_traced();
	EACH_WAY(way)
	{
		for (size_t i = 0; i < MAGIC_CALLS; i++)
			call(way, magic_calls[i], magic[0], magic[1], magic[2],
			     magic[3], magic[4], magic[5]);
		/* the result is changed */
		CHECK(call(way, SYS_getppid, 0) == 4711);
		/* the call is changed */
		CHECK(call(way, SYS_close, -1) == parent);
		/* it is not made */
		CHECK(call(way, SYS_lseek, fd, 3, SEEK_SET) == -EDOM);
		CHECK(lseek(fd, 0, SEEK_CUR) == 10);
		/* each of its arguments is changed, on the way in */
		memset(buffer, 0, sizeof(buffer));
		CHECK(call(way, SYS_pread64, -1, buffer, 0, -1) == 4);
		CHECK(!strcmp(buffer + 8, "3456"));
		/* a failure becomes a success and the other way round */
		CHECK(call(way, SYS_close, -1) == 0);
		CHECK(call(way, SYS_getuid, 0) == -EPERM);
	}
	return finish();
}

static struct user_regs_struct stop(pid_t pid)
{
	int status;

	MUST(ptrace(PTRACE_SYSCALL, pid, NULL, NULL));
	MUST(waitpid(pid, &status, __WALL));
	if (!WIFSTOPPED(status) || WSTOPSIG(status) != (SIGTRAP | 0x80)) {
		printf("no stop at a call but %s\n", fate(status));
		exit(1);
	}
	return registers_of(pid);
}

/* The entry of the next call of that number; others are let through */
static struct user_regs_struct entry(pid_t pid, long number)
{
	struct user_regs_struct r;

	for (;;) {
		r = stop(pid);
		CHECK((long)r.rax == -ENOSYS);
		if ((long)r.orig_rax == number)
			return r;
		stop(pid);
	}
}

static void look(pid_t pid, long number)
{
	struct user_regs_struct in = entry(pid, number), out;
	unsigned long arguments[6] = { in.rdi, in.rsi, in.rdx,
				       in.r10, in.r8,  in.r9 };
	struct {
		struct __ptrace_syscall_info info;
		char more[64];
	} info;

	if (memcmp(arguments, magic, sizeof(magic)))
		printf("call %ld: other arguments\n", number);
	CHECK(!memcmp(arguments, magic, sizeof(magic)));
	memset(&info, 0, sizeof(info));
	CHECK(ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info) > 0);
	CHECK(info.info.op == PTRACE_SYSCALL_INFO_ENTRY &&
	      (long)info.info.entry.nr == number &&
	      !memcmp(info.info.entry.args, magic, sizeof(magic)));
	CHECK(info.info.instruction_pointer == in.rip &&
	      info.info.stack_pointer == in.rsp);
	out = stop(pid);
	CHECK((long)out.orig_rax == number && out.rip == in.rip &&
	      out.rsp == in.rsp);
	CHECK(ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info) > 0);
	CHECK(info.info.op == PTRACE_SYSCALL_INFO_EXIT &&
	      (unsigned long)info.info.exit.rval == out.rax &&
	      info.info.exit.is_error == ((long)out.rax < 0));
	if (number == SYS_getppid)
		CHECK((long)out.rax == getpid());
	else
		CHECK((long)out.rax < 0);
}

static void set(pid_t pid, struct user_regs_struct *r)
{
	MUST(ptrace(PTRACE_SETREGS, pid, NULL, r));
}

static void trace(pid_t pid)
{
	struct user_regs_struct r;
	unsigned long fd;
	int status;

	CHECK(!strcmp(next_stop(pid), "stopped by SIGSTOP"));
	MUST(ptrace(PTRACE_SETOPTIONS, pid, NULL,
		    (void *)(PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL)));
	EACH_WAY(way)
	{
		for (size_t i = 0; i < MAGIC_CALLS; i++)
			look(pid, magic_calls[i]);

		entry(pid, SYS_getppid);
		r = stop(pid);
		r.rax = 4711;
		set(pid, &r);

		r = entry(pid, SYS_close);
		CHECK((int)r.rdi == -1);
		r.orig_rax = SYS_getppid;
		set(pid, &r);
		r = stop(pid);
		CHECK((long)r.rax == getpid());

		r = entry(pid, SYS_lseek);
		r.orig_rax = (unsigned long)-1;
		set(pid, &r);
		r = stop(pid);
		CHECK((long)r.rax == -ENOSYS);
		r.rax = (unsigned long)-EDOM;
		set(pid, &r);

		/* by which it looks */
		r = entry(pid, SYS_lseek);
		fd = r.rdi; /* its file */
		stop(pid);
		r = entry(pid, SYS_pread64);
		CHECK((int)r.rdi == -1 && r.rdx == 0 && (long)r.r10 == -1);
		r.rdi = fd;
		r.rsi += 8;
		r.rdx = 4;
		r.r10 = 3;
		set(pid, &r);
		r = stop(pid);
		CHECK(r.rax == 4);

		entry(pid, SYS_close);
		r = stop(pid);
		CHECK((long)r.rax == -EBADF);
		r.rax = 0;
		set(pid, &r);

		entry(pid, SYS_getuid);
		r = stop(pid);
		r.rax = (unsigned long)-EPERM;
		set(pid, &r);
		printf("traced %s\n", way_name(way));
	}
	/* on to the end */
	for (;;) {
		MUST(ptrace(PTRACE_SYSCALL, pid, NULL, NULL));
		MUST(waitpid(pid, &status, __WALL));
		if (!WIFSTOPPED(status))
			break;
	}
	printf("%s\n", fate(status));
}

int main(int argc, char **argv)
{
	static const char *const folders[] = { "/ring3", "/ukl" };
	const char *name = strrchr(argv[0], '/');

	if (argc > 1)
		return tracee();
	begin(40);
	for (int i = 0; i < 2; i++) {
		char path[256];
		pid_t pid;

		if (getenv("UKL_TARGETS"))
			snprintf(path, sizeof(path), "%s%s", folders[i], name);
		else
			snprintf(path, sizeof(path), "%s", argv[0]);
		pid = child();
		if (pid == 0) {
			execl(path, path, "tracee", NULL);
			_exit(99);
		}
		trace(pid);
	}
	return finish();
}
