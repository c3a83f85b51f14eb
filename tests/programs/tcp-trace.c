// SPDX-License-Identifier: GPL-2.0-only
/*
 * A tracer sees ordinary calls, whatever the way, may change them, and may come
 * and go while a process waits in one. The tracee works on with its handles.
 */
#include "ptrace.h"
#include "task-state.h"
#include "tcp.h"

static struct end a, b;
static int file;
static char buffer[32];

static void all(enum tcp_way way)
{
	struct iovec iov[2] = { { buffer, 3 }, { buffer + 3, 4 } };

	SAY("send", way_send(way, &a, buffer, 5, MSG_NOSIGNAL));
	SAY("sendv", way_sendv(way, &a, iov, 2, MSG_NOSIGNAL));
	SAY("sendfile", way_sendfile(way, &a, file, &(off_t){ 3 }, 6));
	SAY("recv", way_recv(way, &b, buffer, 32, MSG_DONTWAIT));
	SAY("recvv", way_recvv(way, &b, iov, 2, MSG_DONTWAIT));
	SAY("none", way_recv(way, &b, buffer, 32, MSG_DONTWAIT));
}

static const char *call_name(unsigned long number)
{
	switch (number) {
	case SYS_sendto:
		return "sendto";
	case SYS_recvfrom:
		return "recvfrom";
	case SYS_sendmsg:
		return "sendmsg";
	case SYS_recvmsg:
		return "recvmsg";
	case SYS_sendfile:
		return "sendfile";
	default:
		return NULL;
	}
}

/* 1 at a call's entry or exit; 0 at the end */
static int next_call(pid_t pid, struct user_regs_struct *r)
{
	int status;

	MUST(ptrace(PTRACE_SYSCALL, pid, NULL, NULL));
	MUST(waitpid(pid, &status, __WALL));
	if (!WIFSTOPPED(status) || WSTOPSIG(status) != (SIGTRAP | 0x80)) {
		printf("%s\n", fate(status));
		return 0;
	}
	*r = registers_of(pid);
	return 1;
}

/* Every call that is about a connection, with its result */
static void trace(pid_t pid, unsigned long change)
{
	struct user_regs_struct r;

	while (next_call(pid, &r)) {
		const char *name = call_name(r.orig_rax);

		CHECK((long)r.rax == -ENOSYS);
		if (!name) {
			if (!next_call(pid, &r))
				break;
			continue;
		}
		printf("%s %llx %llx", name,
		       r.orig_rax == SYS_sendto || r.orig_rax == SYS_recvfrom ?
			       r.rdx :
			       0,
		       r.orig_rax == SYS_sendmsg || r.orig_rax == SYS_recvmsg ?
			       r.rdx :
			       r.r10);
		if (!next_call(pid, &r))
			break;
		printf(" = %lld\n", r.rax);
		if (r.orig_rax == change) {
			r.rax = 4711;
			MUST(ptrace(PTRACE_SETREGS, pid, NULL, &r));
		}
	}
}

static void traced(unsigned long change)
{
	pid_t pid = child();

	if (pid == 0) {
		tcp_pair(&a, &b);
		be_traced();
		/* without libc's functions, to compare with the next */
		for (enum tcp_way way = BY_LIBC; way < TCP_WAYS;
		     way = (enum tcp_way)(way + 1)) {
			way_text = way_said[0];
			*way_text = '\0';
			all(way);
			fputs(way_text, stdout);
		}
		_exit(finish());
	}
	CHECK(!strcmp(next_stop(pid), "stopped by SIGSTOP"));
	MUST(ptrace(PTRACE_SETOPTIONS, pid, NULL,
		    (void *)(PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL)));
	trace(pid, change);
}

/* It waits in a call by that way, and ends with 0 if it gets all of the data */
static pid_t start_waiter(enum tcp_way way)
{
	int ready[2];
	pid_t pid;

	MUST(pipe(ready));
	tcp_pair(&a, &b);
	pid = child();
	if (pid == 0) {
		ssize_t got;

		b.handle = ukl_tcp_open(b.fd);
		write_all(ready[1], "r", 1);
		got = way_recv(way, &b, buffer, 8, MSG_WAITALL);
		CHECK(got == 8 && !memcmp(buffer, "12345678", 8));
		got = way_recv(way, &b, buffer, 1, 0);
		CHECK(got == 0);
		_exit(finish());
	}
	MUST(close(ready[1]));
	read_all(ready[0], buffer, 1);
	MUST(close(ready[0]));
	wait_asleep(pid, pid);
	return pid;
}

static void come_and_go(enum tcp_way way)
{
	struct user_regs_struct r;
	pid_t pid;

	pid = start_waiter(way);
	for (int i = 0; i < 5; i++) {
		MUST(ptrace(PTRACE_ATTACH, pid, NULL, NULL));
		say("%s, ", next_stop(pid));
		r = registers_of(pid);
		say("%s %d\n", call_name(r.orig_rax),
		    (long)r.rax == -EINTR || (long)r.rax == -512 /* restart */);
		MUST(ptrace(PTRACE_DETACH, pid, NULL, NULL));
		wait_asleep(pid, pid);
	}
	write_all(a.fd, "12345678", 8);
	MUST(shutdown(a.fd, SHUT_WR));
	say("%s\n", fate(reap(pid)));
	tcp_unpair(&a, &b);

	/* it is traced to its end from then on, and the call is seen again */
	pid = start_waiter(way);
	MUST(ptrace(PTRACE_SEIZE, pid, NULL, PTRACE_O_TRACESYSGOOD));
	MUST(ptrace(PTRACE_INTERRUPT, pid, NULL, NULL));
	say("%s\n", next_stop(pid));
	CHECK(next_call(pid, &r));
	say("again: %s\n", call_name(r.orig_rax));
	MUST(ptrace(PTRACE_SYSCALL, pid, NULL, NULL));
	write_all(a.fd, "12345678", 8);
	say("%s, ", next_stop(pid));
	r = registers_of(pid);
	say("%s = %lld\n", call_name(r.orig_rax), r.rax);
	CHECK(next_call(pid, &r));
	say("then %s\n", call_name(r.orig_rax));
	MUST(ptrace(PTRACE_DETACH, pid, NULL, NULL));
	MUST(shutdown(a.fd, SHUT_WR));
	say("%s\n", fate(reap(pid)));
	tcp_unpair(&a, &b);
}

int main(void)
{
	begin(30);
	file = tcp_file(100);
	traced(~0ul);
	traced(SYS_sendto);
	traced(SYS_recvmsg);
	in_each_way(come_and_go);
	return finish();
}
