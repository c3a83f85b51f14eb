// SPDX-License-Identifier: GPL-2.0-only
/*
 * A filter sees ordinary calls, whatever the way: it may refuse them, change
 * their results, or let them pass.
 */
#include "call-seccomp.h"
#include "task-state.h"
#include "tcp.h"

static const long numbers[] = { SYS_sendto, SYS_recvfrom, SYS_sendmsg,
				SYS_recvmsg, SYS_sendfile };
#define NUMBERS (sizeof(numbers) / sizeof(numbers[0]))

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
}

static void install(uint32_t action)
{
	struct rule rules[NUMBERS];

	for (size_t i = 0; i < NUMBERS; i++) {
		rules[i] = (struct rule){ numbers[i], action };
		if (action == SECCOMP_RET_ERRNO)
			rules[i].action |= (uint32_t)numbers[i];
	}
	MUST(seccomp_rules(rules, NUMBERS, 0));
}

/* All of it in a process of its own, with new handles */
static void in_child(const char *what, uint32_t action)
{
	pid_t pid = child();

	if (pid == 0) {
		printf("%s\n", what);
		tcp_pair(&a, &b);
		install(action);
		in_each_way(all);
		tcp_unpair(&a, &b);
		_exit(finish());
	}
	CHECK(reap(pid) == 0);
}

/* The handler is told the call's arguments; the descriptor is not always a's */
static void handler(int signo, siginfo_t *info, void *context)
{
	greg_t *gregs = ((ucontext_t *)context)->uc_mcontext.gregs;

	CHECK(signo == SIGSYS && info->si_code == SYS_SECCOMP);
	CHECK(in_text((unsigned long)info->si_call_addr));
	switch (info->si_syscall) {
	case SYS_sendto:
	case SYS_recvfrom:
		CHECK(gregs[REG_RSI] == (greg_t)buffer && gregs[REG_R8] == 0);
		say(" length %lld, flags %llx\n", gregs[REG_RDX],
		    gregs[REG_R10]);
		break;
	case SYS_sendmsg:
	case SYS_recvmsg:
		say(" buffers %zu, flags %llx\n",
		    ((struct msghdr *)gregs[REG_RSI])->msg_iovlen,
		    gregs[REG_RDX]);
		break;
	default:
		CHECK(gregs[REG_RSI] == file);
		say(" offset %ld, count %lld\n", *(off_t *)gregs[REG_RDX],
		    gregs[REG_R10]);
	}
	gregs[REG_RAX] = 4711;
}

/* A filter that comes while a thread waits in the call applies to the next one */
static volatile pid_t waiting;

static void *wait_for_data(void *argument)
{
	enum tcp_way way = *(enum tcp_way *)argument;

	waiting = gettid();
	SAY("recv", way_recv(way, &b, buffer, 32, 0));
	SAY("recv", way_recv(way, &b, buffer, 32, 0));
	return NULL;
}

static void later(enum tcp_way way)
{
	struct rule rule = { SYS_recvfrom, SECCOMP_RET_ERRNO | EDOM };
	pid_t pid = child();
	pthread_t thread;
	char text[64];
	int ends[2];

	if (pid == 0) {
		MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
		tcp_pair(&a, &b);
		CHECK(pthread_create(&thread, NULL, wait_for_data, &way) == 0);
		while (!waiting)
			sleep_ms(1);
		wait_asleep(getpid(), waiting);
		MUST(seccomp_rules(&rule, 1, SECCOMP_FILTER_FLAG_TSYNC));
		write_all(a.fd, "data", 4);
		pthread_join(thread, NULL);
		snprintf(text, sizeof(text), "%s", way_text);
		CHECK(!strcmp(text, "recv: 4\nrecv: EDOM\n"));
		_exit(finish());
	}
	say("later: %s\n", fate(reap(pid)));
}

int main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	begin(30);
	file = tcp_file(100);
	on(SIGSYS, handler, 0);
	in_child("refused", SECCOMP_RET_ERRNO);
	in_child("allowed", SECCOMP_RET_ALLOW);
	in_child("logged", SECCOMP_RET_LOG);
	in_child("trapped", SECCOMP_RET_TRAP);
	in_child("no tracer", SECCOMP_RET_TRACE);
	in_each_way(later);
	return finish();
}
