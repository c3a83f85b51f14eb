// SPDX-License-Identifier: GPL-2.0-only
/*
 * Connections that the peer has reset, and those that were shut down: EPIPE and
 * ECONNRESET, with SIGPIPE where it belongs and without it.
 */
#include "tcp.h"

static volatile int signals;
static volatile pid_t signalled;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)context;
	signals++;
	signalled = gettid();
	CHECK(signo == SIGPIPE && info->si_pid == getpid());
}

/* Say the outcome and the number of signals since the last time */
static void tell(const char *what, ssize_t result)
{
	say("%s: %s, %d signals\n", what, counted(result), signals);
	signals = 0;
}

#define TELL(what, call)          \
	do {                      \
		errno = 0;        \
		tell(what, call); \
	} while (0)

static void sends(enum tcp_way way, const struct end *end)
{
	int file = tcp_file(100);
	struct iovec iov = { (void *)"x", 1 };

	TELL("send", way_send(way, end, "x", 1, 0));
	TELL("send", way_send(way, end, "x", 1, 0));
	TELL("send, no signal", way_send(way, end, "x", 1, MSG_NOSIGNAL));
	TELL("send nothing", way_send(way, end, "x", 0, 0));
	TELL("sendv", way_sendv(way, end, &iov, 1, 0));
	TELL("sendv, no signal", way_sendv(way, end, &iov, 1, MSG_NOSIGNAL));
	TELL("sendfile", way_sendfile(way, end, file, NULL, 10));
	TELL("position", lseek(file, 0, SEEK_CUR));
	TELL("write", write(end->fd, "x", 1));
	MUST(close(file));
}

static void receives(enum tcp_way way, const struct end *end)
{
	char buffer[8];
	struct iovec iov = { buffer, 8 };

	TELL("recv", way_recv(way, end, buffer, 8, 0));
	TELL("recv", way_recv(way, end, buffer, 8, 0));
	TELL("recvv", way_recvv(way, end, &iov, 1, 0));
}

/* The peer is gone with data unread, which resets the connection */
static void make_reset(struct end *a)
{
	struct end b;

	tcp_pair(a, &b);
	write_all(b.fd, "data", 4);
	write_all(a->fd, "x", 1);
	usleep(1000);
	end_close(&b);
	usleep(1000);
}

static void reset(enum tcp_way way)
{
	struct end a;

	say("reset, send first\n");
	make_reset(&a);
	sends(way, &a);
	receives(way, &a);
	end_close(&a);
	say("reset, receive first\n");
	make_reset(&a);
	receives(way, &a);
	sends(way, &a);
	end_close(&a);
}

/* A peer that closed in order resets the connection when something arrives */
static void gone(enum tcp_way way)
{
	struct end a, b;

	say("gone\n");
	tcp_pair(&a, &b);
	end_close(&b);
	TELL("recv", way_recv(way, &a, &(char){ 0 }, 1, 0));
	TELL("send", way_send(way, &a, "x", 1, 0));
	usleep(1000);
	sends(way, &a);
	receives(way, &a);
	end_close(&a);
}

static void shut(enum tcp_way way)
{
	static const int how[] = { SHUT_WR, SHUT_RD, SHUT_RDWR };
	static const char *const names[] = { "to write", "to read", "both" };
	struct end a, b;

	for (int i = 0; i < 3; i++) {
		say("shut down %s\n", names[i]);
		tcp_pair(&a, &b);
		write_all(b.fd, "data", 4);
		usleep(1000);
		MUST(shutdown(a.fd, how[i]));
		sends(way, &a);
		if (how[i] == SHUT_WR)
			TELL("recv", way_recv(way, &a, &(int){ 0 }, 4, 0));
		else
			receives(way, &a);
		tcp_unpair(&a, &b);
	}
}

static void ignored(enum tcp_way way)
{
	struct end a;

	say("ignored\n");
	make_reset(&a);
	signal(SIGPIPE, SIG_IGN);
	sends(way, &a);
	on(SIGPIPE, handler, 0);
	end_close(&a);
}

/* Without a handler: the end of the process */
static void deadly(enum tcp_way way)
{
	struct iovec iov = { (void *)"x", 1 };
	int file = tcp_file(100);

	for (int i = 0; i < 4; i++) {
		pid_t pid = child();

		if (pid == 0) {
			struct end a;

			make_reset(&a);
			signal(SIGPIPE, SIG_DFL);
			CHECK(way_send(way, &a, "x", 1, MSG_NOSIGNAL) == -1);
			CHECK(way_send(way, &a, "x", 1, MSG_NOSIGNAL) == -1);
			if (i == 0)
				way_send(way, &a, "x", 1, 0);
			if (i == 1)
				way_sendv(way, &a, &iov, 1, 0);
			if (i == 2)
				way_sendfile(way, &a, file, NULL, 10);
			_exit(5);
		}
		say("by default: %s\n", fate(reap(pid)));
	}
	MUST(close(file));
}

/* The thread that sends gets it */
static void *in_thread(void *argument)
{
	enum tcp_way way = *(enum tcp_way *)argument;
	struct end a;

	make_reset(&a);
	CHECK(way_send(way, &a, "x", 1, MSG_NOSIGNAL) == -1);
	signalled = 0;
	CHECK(way_send(way, &a, "x", 1, 0) == -1 && errno == EPIPE);
	CHECK(signalled == gettid());
	signals = 0;
	end_close(&a);
	return NULL;
}

static void thread(enum tcp_way way)
{
	pthread_t id;

	CHECK(pthread_create(&id, NULL, in_thread, &way) == 0);
	pthread_join(id, NULL);
}

int main(void)
{
	begin(30);
	on(SIGPIPE, handler, 0);
	in_each_way(reset);
	in_each_way(gone);
	in_each_way(shut);
	in_each_way(ignored);
	in_each_way(deadly);
	in_each_way(thread);
	return finish();
}
