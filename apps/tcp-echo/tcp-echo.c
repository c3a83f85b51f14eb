// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sends back what it receives (RFC 862): an example of a server with one
 * thread, epoll and the calls of <ukl/tcp.h>.
 *
 *	ukl-run tcp-echo					linked into Linux
 *	cc -O2 -DUKL_TCP_FALLBACK -I../../ukl/include tcp-echo.c	on Linux
 *
 * A message costs one recv and one send. epoll_wait() is level-triggered: it
 * tells again what is left over, so nothing is read or sent only to be told
 * EAGAIN. What a slow peer does not take is kept, at most one buffer of it, and
 * until it has gone nothing more is read from that peer.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <ukl/tcp.h>
#include <unistd.h>

enum {
	DEFAULT_PORT = 7,
	BUFFER_SIZE = 64 << 10,
	EVENTS = 256, /* that one epoll_wait() may return */
	PAUSE_MS = 100, /* without accept(), if there is no descriptor */
};

/* What epoll watches: connections, and two descriptors that are none. */
struct connection {
	int fd;
	ukl_tcp_handle handle; /* 0: by descriptor */
	char *rest; /* not sent yet, or NULL */
	size_t rest_sent, rest_size;
};

static struct connection listener, signals;
static int epoll;
static bool use_handles = true;
static bool accepting;
static char buffer[BUFFER_SIZE];

static bool watch(struct connection *c, int operation, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = c };

	return epoll_ctl(epoll, operation, c->fd, &event) == 0;
}

static void watch_listener(bool on)
{
	if (on != accepting)
		watch(&listener, EPOLL_CTL_MOD, on ? EPOLLIN : 0);
	accepting = on;
}

static ssize_t receive(const struct connection *c)
{
	if (c->handle)
		return ukl_tcp_hrecv(c->handle, buffer, sizeof(buffer), 0);
	return ukl_tcp_recv(c->fd, buffer, sizeof(buffer), 0);
}

/* Bytes sent, 0 if the socket is full, -1 if the connection is broken. */
static ssize_t transmit(const struct connection *c, const char *data,
			size_t size)
{
	/* a peer that has gone is an error here, and no signal */
	ssize_t sent =
		c->handle ? ukl_tcp_hsend(c->handle, data, size, MSG_NOSIGNAL) :
			    ukl_tcp_send(c->fd, data, size, MSG_NOSIGNAL);

	return sent < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : sent;
}

/* From now on wait until the peer takes the rest. */
static bool keep(struct connection *c, const char *data, size_t size)
{
	c->rest = malloc(size);
	if (!c->rest)
		return false;
	memcpy(c->rest, data, size);
	c->rest_sent = 0;
	c->rest_size = size;
	return watch(c, EPOLL_CTL_MOD, EPOLLOUT);
}

static bool send_rest(struct connection *c)
{
	ssize_t sent = transmit(c, c->rest + c->rest_sent,
				c->rest_size - c->rest_sent);

	if (sent < 0)
		return false;
	c->rest_sent += (size_t)sent;
	if (c->rest_sent < c->rest_size)
		return true;
	free(c->rest);
	c->rest = NULL;
	return watch(c, EPOLL_CTL_MOD, EPOLLIN);
}

/*
 * Something happened to a connection; false if it is over. What epoll said is
 * of no interest: of a broken connection the next call tells.
 */
static bool serve(struct connection *c)
{
	ssize_t size, sent;

	if (c->rest)
		return send_rest(c);
	size = receive(c);
	if (size < 0)
		return errno == EAGAIN || errno == EINTR;
	/* The peer sends no more, and has been sent, or will be, all it did */
	if (size == 0)
		return false;
	sent = transmit(c, buffer, (size_t)size);
	if (sent == size)
		return true;
	return sent >= 0 && keep(c, buffer + sent, (size_t)(size - sent));
}

/*
 * epoll forgets the connection when its last descriptor is closed, and a handle
 * counts as one.
 */
static void end_connection(struct connection *c)
{
	if (c->handle)
		ukl_tcp_close(c->handle);
	close(c->fd);
	free(c->rest);
	free(c);
	watch_listener(true);
}

static void start_connection(void)
{
	struct connection *c;
	int fd;

	fd = accept4(listener.fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd < 0) {
		/*
		 * Whoever asked will still be there when a descriptor is free;
		 * other errors are of a connection that is over already.
		 */
		if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS ||
		    errno == ENOMEM)
			watch_listener(false);
		return;
	}
	c = calloc(1, sizeof(*c));
	if (!c) {
		close(fd);
		return;
	}
	c->fd = fd;
	if (use_handles)
		c->handle = ukl_tcp_open(fd);
	/* A handle is quicker, and that is all: without one it works, too */
	if (c->handle < 0)
		c->handle = 0;
	if (!watch(c, EPOLL_CTL_ADD, EPOLLIN))
		end_connection(c);
}

static void open_listener(unsigned int port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_ANY),
	};
	int one = 1;

	listener.fd =
		socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (listener.fd < 0)
		err(1, "socket");
	/* Connections inherit it: each answer leaves at once */
	if (setsockopt(listener.fd, IPPROTO_TCP, TCP_NODELAY, &one,
		       sizeof(one)) ||
	    setsockopt(listener.fd, SOL_SOCKET, SO_REUSEADDR, &one,
		       sizeof(one)))
		err(1, "setsockopt");
	if (bind(listener.fd, (struct sockaddr *)&address, sizeof(address)) ||
	    listen(listener.fd, SOMAXCONN))
		err(1, "port %u", port);
	if (!watch(&listener, EPOLL_CTL_ADD, EPOLLIN))
		err(1, "epoll_ctl");
	accepting = true;
}

/* The signals that end it come as an event like others. */
static void open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signals.fd = signalfd(-1, &set, SFD_CLOEXEC);
	if (signals.fd < 0 || !watch(&signals, EPOLL_CTL_ADD, EPOLLIN))
		err(1, "signalfd");
}

/* As many descriptors as one may have. */
static void raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

static void run(void)
{
	struct epoll_event events[EVENTS];

	for (;;) {
		int nr = epoll_wait(epoll, events, EVENTS,
				    accepting ? -1 : PAUSE_MS);

		if (nr < 0 && errno != EINTR)
			err(1, "epoll_wait");
		if (nr == 0)
			watch_listener(true);
		/* Each connection is there once, so none has ended before its turn */
		for (int i = 0; i < nr; i++) {
			struct connection *c = events[i].data.ptr;

			if (c == &signals)
				return;
			if (c == &listener)
				start_connection();
			else if (!serve(c))
				end_connection(c);
		}
	}
}

static void __attribute__((noreturn)) usage(void)
{
	fprintf(stderr, "usage: tcp-echo [-d] [-p PORT]\n"
			"  -d       use descriptors and no handles\n"
			"  -p PORT  default 7\n");
	exit(2);
}

int main(int argc, char **argv)
{
	unsigned long port = DEFAULT_PORT;
	char *end;
	int option;

	while ((option = getopt(argc, argv, "dp:")) != -1) {
		switch (option) {
		case 'd':
			use_handles = false;
			break;
		case 'p':
			port = strtoul(optarg, &end, 10);
			if (*end || !port || port > 65535)
				usage();
			break;
		default:
			usage();
		}
	}
	if (optind < argc)
		usage();
	epoll = epoll_create1(EPOLL_CLOEXEC);
	if (epoll < 0)
		err(1, "epoll_create1");
	raise_limit();
	open_signals();
	open_listener((unsigned int)port);
	printf("tcp-echo: port %lu, by %s\n", port,
	       use_handles ? "handle" : "descriptor");
	fflush(stdout);
	run();
	printf("tcp-echo: ends\n");
	return 0;
}
