// SPDX-License-Identifier: GPL-2.0-only
/*
 * SECCOMP_RET_USER_NOTIF: another process sees number, arguments and place of
 * the call, and answers with a result, an error, or lets it go on. Signals
 * that come meanwhile are handled, and the call is asked for again.
 */
#include "call-seccomp.h"
#include "net.h"

static int listener;
static volatile sig_atomic_t handled;
static struct seccomp_notif request;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	handled++;
}

static void receive(void)
{
	memset(&request, 0, sizeof(request));
	MUST(ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &request));
	CHECK(request.data.arch == AUDIT_ARCH_X86_64);
	CHECK(in_text(request.data.instruction_pointer));
}

static long answer(long value, int error, unsigned int flags)
{
	struct seccomp_notif_resp response = {
		.id = request.id, .val = value, .error = error, .flags = flags
	};

	return ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
}

static void asked(enum way way, int ends[2])
{
	char text[8] = "";

	CHECK(call_magic(way, SYS_process_vm_readv) == 4711);
	CHECK(call_magic(way, SYS_process_vm_readv) == -EDOM);
	CHECK(call(way, SYS_getppid, 0) == getpgid(0));
	/* goes on into the call */
	CHECK(call(way, SYS_pread64, ends[0], text, 5, 3) == -ESPIPE);
	handled = 0;
	CHECK(call_magic(way, SYS_process_vm_writev) == 99);
	CHECK(handled == 1);
}

static void answers(pid_t pid)
{
	receive();
	CHECK(request.data.nr == SYS_process_vm_readv && request.pid > 0);
	CHECK(!memcmp(request.data.args, magic, sizeof(magic)));
	MUST(answer(4711, 0, 0));
	receive();
	MUST(answer(0, -EDOM, 0));
	receive();
	CHECK(request.data.nr == SYS_getppid);
	MUST(answer(pid, 0, 0));
	receive();
	CHECK(request.data.nr == SYS_pread64 && request.data.args[3] == 3 &&
	      request.data.args[2] == 5);
	MUST(answer(0, 0, SECCOMP_USER_NOTIF_FLAG_CONTINUE));
	receive();
	CHECK(request.data.nr == SYS_process_vm_writev);
	/* with SA_RESTART it comes again */
	MUST(kill(pid, SIGUSR1));
	while (ioctl(listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &request.id) == 0)
		sched_yield();
	CHECK(answer(98, 0, 0) == -1 && errno == ENOENT);
	receive();
	CHECK(request.data.nr == SYS_process_vm_writev);
	CHECK(!memcmp(request.data.args, magic, sizeof(magic)));
	MUST(answer(99, 0, 0));
}

/* The listener's descriptor from the child's table */
static int take(pid_t pid, int fd)
{
	int pidfd = (int)MUST(syscall(SYS_pidfd_open, pid, 0));
	int taken = (int)MUST(syscall(SYS_pidfd_getfd, pidfd, fd, 0));

	MUST(close(pidfd));
	return taken;
}

int main(int argc, char **argv)
{
	static const struct rule rules[] = {
		{ SYS_process_vm_readv, SECCOMP_RET_USER_NOTIF },
		{ SYS_process_vm_writev, SECCOMP_RET_USER_NOTIF },
		{ SYS_pread64, SECCOMP_RET_USER_NOTIF },
		{ SYS_getppid, SECCOMP_RET_USER_NOTIF },
	};
	int told[2], done[2], fd = -1;
	pid_t pid;
	char byte;

	(void)argc;
	(void)argv;
	begin(20);
	MUST(pipe(told));
	MUST(pipe(done));
	pid = child();
	if (pid == 0) {
		int ends[2];

		MUST(setpgid(0, 0));
		on(SIGUSR1, handler, SA_RESTART);
		MUST(pipe(ends));
		fd = (int)MUST(seccomp_rules(rules, 4,
					     SECCOMP_FILTER_FLAG_NEW_LISTENER));
		MUST(write(told[1], &fd, sizeof(fd)));
		read_all(done[0], &byte, 1);
		EACH_WAY(way)
		asked(way, ends);
		/* nobody answers any more */
		MUST(close(fd));
		read_all(done[0], &byte, 1);
		EACH_WAY(way)
		CHECK(call_magic(way, SYS_process_vm_readv) == -ENOSYS);
		_exit(finish());
	}
	read_all(told[0], &fd, sizeof(fd));
	listener = take(pid, fd);
	MUST(write(done[1], "", 1));
	EACH_WAY(way)
	{
		answers(pid);
		printf("answered %s\n", way_name(way));
	}
	MUST(close(listener));
	MUST(write(done[1], "", 1));
	printf("%s\n", fate(reap(pid)));

	/* killed while it waits for an answer */
	EACH_WAY(way)
	{
		pid = child();
		if (pid == 0) {
			fd = (int)MUST(seccomp_rules(
				rules, 1, SECCOMP_FILTER_FLAG_NEW_LISTENER));
			MUST(write(told[1], &fd, sizeof(fd)));
			call_magic(way, SYS_process_vm_readv);
			_exit(1);
		}
		read_all(told[0], &fd, sizeof(fd));
		listener = take(pid, fd);
		receive();
		MUST(kill(pid, SIGKILL));
		printf("%s\n", fate(reap(pid)));
		CHECK(answer(0, 0, 0) == -1 && errno == ENOENT);
		MUST(close(listener));
	}
	return finish();
}
