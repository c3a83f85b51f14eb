// SPDX-License-Identifier: GPL-2.0-only
/*
 * Peers of tcp-echo, good and bad: client PORT TEST [NUMBER]. Status 0 if the
 * server did what it should; it has to be there after all of them.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int port;
static unsigned char data[24 << 20], copy[sizeof(data)];

static int dial(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)))
		err(1, "connect");
	return fd;
}

static void put(int fd, const void *from, size_t size)
{
	for (size_t done = 0; done < size;) {
		ssize_t sent = send(fd, (const char *)from + done, size - done,
				    MSG_NOSIGNAL);

		if (sent < 0)
			err(1, "send after %zu of %zu", done, size);
		done += (size_t)sent;
	}
}

static void get(int fd, size_t size)
{
	ssize_t got = recv(fd, copy, size, MSG_WAITALL);

	if (got != (ssize_t)size)
		err(1, "received %zd of %zu", got, size);
	if (memcmp(copy, data, size))
		errx(1, "not what was sent");
}

/* The server sends what is left, then closes in order. */
static void get_end(int fd)
{
	ssize_t got = recv(fd, copy, 1, 0);

	if (got < 0)
		err(1, "recv");
	if (got)
		errx(1, "more than was sent");
	close(fd);
}

static void test_echo(int rounds)
{
	int fd = dial();

	for (int i = 0; i < rounds; i++) {
		size_t size = i % 10 ? (size_t)i % 1000 + 1 : 30000;

		put(fd, data, size);
		get(fd, size);
	}
	shutdown(fd, SHUT_WR);
	get_end(fd);
}

static void test_many(int count)
{
	int *fd = calloc((size_t)count, sizeof(*fd));

	if (!fd)
		err(1, "calloc");
	for (int i = 0; i < count; i++)
		fd[i] = dial();
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < count; i++)
			put(fd[i], data, (size_t)i + 1);
		for (int i = count - 1; i >= 0; i--)
			get(fd[i], (size_t)i + 1);
	}
	for (int i = 0; i < count; i++)
		close(fd[i]);
}

/* All is sent before anything is read, as far as the server lets us. */
static size_t fill(int fd)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLOUT };
	size_t done = 0;

	while (done < sizeof(data) && poll(&poll_fd, 1, 1000) == 1) {
		ssize_t sent = send(fd, data + done, sizeof(data) - done,
				    MSG_DONTWAIT | MSG_NOSIGNAL);

		if (sent < 0 && errno != EAGAIN)
			err(1, "send");
		done += sent > 0 ? (size_t)sent : 0;
	}
	return done;
}

static int dial_small(void)
{
	int fd = dial(), size = 20000;

	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	return fd;
}

/* Who does not read is not read from, others are served, and nothing is lost. */
static void test_slow(int unused)
{
	int fd = dial_small();
	size_t sent = fill(fd);

	(void)unused;
	printf("%s\n", sent < sizeof(data) ? "held back" : "took all");
	test_echo(100);
	get(fd, sent);
	put(fd, data, 1000);
	get(fd, 1000);
	close(fd);
}

/* The end of our data, while the server still has much to send. */
static void test_half(int unused)
{
	int fd = dial_small();
	size_t sent = fill(fd);

	(void)unused;
	shutdown(fd, SHUT_WR);
	get(fd, sent);
	get_end(fd);
	/* and with nothing under way */
	fd = dial();
	shutdown(fd, SHUT_WR);
	get_end(fd);
}

/* Gone, with and without a word, in the middle of things. */
static void test_reset(int count)
{
	struct linger linger = { .l_onoff = 1 };

	for (int i = 0; i < count; i++) {
		int fd = dial();

		if (i % 2)
			setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger,
				   sizeof(linger));
		if (i % 3)
			send(fd, data, i % 5 ? 100 : 200000,
			     MSG_DONTWAIT | MSG_NOSIGNAL);
		if (i % 7 == 0 && i % 3)
			get(fd, 100);
		close(fd);
	}
	test_echo(20);
}

/*
 * More connections than the server can have: some are served, and the others
 * when those have gone.
 */
static void test_exhaust(int count)
{
	int *fd = calloc((size_t)count, sizeof(*fd));

	if (!fd)
		err(1, "calloc");
	for (int i = 0; i < count; i++) {
		fd[i] = dial();
		put(fd[i], data, 10);
	}
	for (int left = count, empty = 0; left;) {
		int now = 0;

		usleep(300000);
		for (int i = 0; i < count; i++) {
			if (fd[i] < 0 ||
			    recv(fd[i], copy, 10, MSG_DONTWAIT) != 10)
				continue;
			close(fd[i]);
			fd[i] = -1;
			now++;
		}
		empty = now ? 0 : empty + 1;
		if (empty == 10)
			errx(1, "%d were never served", left);
		left -= now;
	}
}

static const struct {
	const char *name;
	void (*run)(int number);
	int number;
} tests[] = {
	{ "echo", test_echo, 500 },   { "many", test_many, 200 },
	{ "slow", test_slow, 0 },     { "half", test_half, 0 },
	{ "reset", test_reset, 200 }, { "exhaust", test_exhaust, 50 },
};

int main(int argc, char **argv)
{
	alarm(60);
	if (argc < 3)
		errx(2, "usage: client PORT TEST [NUMBER]");
	port = atoi(argv[1]);
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (unsigned char)(i * 31 + i / 1000);
	for (size_t i = 0; i < sizeof(tests) / sizeof(*tests); i++) {
		if (strcmp(tests[i].name, argv[2]))
			continue;
		tests[i].run(argc > 3 ? atoi(argv[3]) : tests[i].number);
		return 0;
	}
	errx(2, "no test %s", argv[2]);
}
