// SPDX-License-Identifier: GPL-2.0-only
/*
 * Clients that vanish: open connections, get the server to send (or to wait),
 * say "ready", and end as the word on standard input says. SIGKILL, or a
 * network that drops everything, are other ways to go.
 */
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client.h"

static const char usage[] =
	"usage: vanish [OPTION...] ADDRESS PORT\n"
	"  --get PATH         ask a web server for it and read only the beginning\n"
	"  --fill             send to an echo server until it takes no more, and do not read\n"
	"  --send TEXT        send that, and wait for nothing; the default is to send nothing\n"
	"  --connections N    default 1\n"
	"  --from ADDRESS     the own address\n"
	"  --time SECONDS     the time for all of it, default 60\n"
	"Words on standard input:\n"
	"  reset  an RST for each connection\n"
	"  close  close them, whatever has not been read\n"
	"  shut   say that no more will be sent, read half a second, close them\n";

static const char *text, *from;
static bool get, fill;
static int nr = 1;
static int *fds;
static struct sockaddr_in server;

static void wait_for(int fd, int events, int index)
{
	struct pollfd poll_fd = { .fd = fd, .events = events };

	while (poll(&poll_fd, 1, -1) < 0)
		if (errno != EINTR)
			fail("connection %d: poll: %s", index, strerror(errno));
}

static void send_text(int fd, int index)
{
	ssize_t size = strlen(text);

	if (send(fd, text, size, MSG_NOSIGNAL) != size)
		fail("connection %d: send: %s", index, strerror(errno));
}

static void read_some(int fd, int index)
{
	char data[100];
	ssize_t got;

	wait_for(fd, POLLIN, index);
	got = recv(fd, data, sizeof(data), 0);
	if (got <= 0)
		fail("connection %d: recv: %s", index,
		     got ? strerror(errno) : "the end");
	if (strncmp(data, "HTTP/1.1 200 ", 13))
		fail("connection %d: the answer begins %.20s", index, data);
}

/* Until nothing has been taken for a while: all buffers are full. */
static void send_until_full(void)
{
	static char data[65536];
	double last = now();

	while (now() < last + 0.4) {
		for (int i = 0; i < nr; i++) {
			ssize_t sent =
				send(fds[i], data, sizeof(data), MSG_NOSIGNAL);

			if (sent > 0)
				last = now();
			else if (errno != EAGAIN)
				fail("connection %d: send: %s", i,
				     strerror(errno));
		}
		usleep(10000);
	}
}

static void open_all(void)
{
	/* A window that is full soon, so that the server has to wait. */
	enum { RECEIVE_BUFFER = 16384 };

	for (int i = 0; i < nr; i++) {
		int error;

		fds[i] = begin_connection(&server, from, RECEIVE_BUFFER);
		wait_for(fds[i], POLLOUT, i);
		error = connection_error(fds[i]);
		if (error)
			fail("connection %d: %s", i, strerror(error));
		if (text)
			send_text(fds[i], i);
	}
	for (int i = 0; i < nr && get; i++)
		read_some(fds[i], i);
	if (fill)
		send_until_full();
}

static void reset_all(void)
{
	struct linger linger = { .l_onoff = 1 };

	for (int i = 0; i < nr; i++) {
		setsockopt(fds[i], SOL_SOCKET, SO_LINGER, &linger,
			   sizeof(linger));
		close(fds[i]);
	}
}

static void shut_all(void)
{
	static char data[65536];
	double end = now() + 0.5;

	for (int i = 0; i < nr; i++)
		shutdown(fds[i], SHUT_WR);
	while (now() < end) {
		for (int i = 0; i < nr; i++)
			while (recv(fds[i], data, sizeof(data), 0) > 0)
				;
		usleep(10000);
	}
}

static void parse_options(int argc, char **argv)
{
	static const struct option options[] = {
		{ "get", required_argument, NULL, 'g' },
		{ "fill", no_argument, NULL, 'F' },
		{ "send", required_argument, NULL, 's' },
		{ "connections", required_argument, NULL, 'c' },
		{ "from", required_argument, NULL, 'f' },
		{ "time", required_argument, NULL, 't' },
		{ NULL, 0, NULL, 0 },
	};
	long seconds = 60;
	char *request;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'g':
			if (asprintf(&request,
				     "GET %s HTTP/1.1\r\nHost: test\r\n\r\n",
				     optarg) < 0)
				fail("no memory");
			text = request;
			get = true;
			break;
		case 'F':
			fill = true;
			break;
		case 's':
			text = optarg;
			break;
		case 'c':
			nr = parse_number("--connections", optarg, 1, 60000);
			break;
		case 'f':
			from = optarg;
			break;
		case 't':
			seconds = parse_number("--time", optarg, 1, 3600);
			break;
		default:
			fputs(usage, stderr);
			exit(2);
		}
	}
	if (optind + 2 != argc) {
		fputs(usage, stderr);
		exit(2);
	}
	server = parse_address(argv[optind], argv[optind + 1]);
	limit_time(seconds);
}

int main(int argc, char **argv)
{
	char word[20] = "";

	parse_options(argc, argv);
	need_descriptors(nr);
	fds = calloc(nr, sizeof(*fds));
	if (!fds)
		fail("no memory");
	open_all();
	puts("ready");
	fflush(stdout);
	if (scanf("%19s", word) != 1)
		fail("no word on standard input");
	if (strcmp(word, "reset") == 0)
		reset_all();
	else if (strcmp(word, "shut") == 0)
		shut_all();
	else if (strcmp(word, "close") != 0)
		fail("%s: no such word", word);
	return 0;
}
