// SPDX-License-Identifier: GPL-2.0-only
/*
 * Many connections that are open at once, each of which gets all its answers.
 * Connections are opened while others already ask; then, with all of them open,
 * comes one round after the other, in which each asks once more.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client.h"

static const char usage[] =
	"usage: many [OPTION...] ADDRESS PORT\n"
	"  --get PATH --body FILE  ask a web server for PATH, which is like FILE\n"
	"  --echo BYTES            ask an echo server\n"
	"  --connections N         default 1000\n"
	"  --rounds N              requests of each connection after the first, default 2\n"
	"  --connecting N          at most so many that are not established, default 200\n"
	"  --asking N              at most so many requests at once, default all\n"
	"  --time SECONDS          the time for all of it, default 60\n";

enum state { CONNECTING, SENDING, RECEIVING, IDLE };

struct connection {
	int fd;
	enum state state;
	long sent, received;
	struct answer *answer;
};

static struct sockaddr_in server;
static const char *get_path;
static struct body body;
static char *request;
static long request_size;
static bool echo;
static int nr = 1000, rounds = 2, max_connecting = 200, max_asking;

static struct connection *connections;
static int epoll, connecting, asking, round_now, finished;

static void watch(int index, int operation, unsigned int events)
{
	struct epoll_event event = { .events = events, .data.u32 = index };

	if (epoll_ctl(epoll, operation, connections[index].fd, &event))
		fail("epoll_ctl: %s", strerror(errno));
}

static uint64_t key(int index)
{
	return (uint64_t)index << 16 | round_now;
}

static void finish(int index)
{
	struct connection *connection = &connections[index];

	connection->state = IDLE;
	asking--;
	finished++;
	free(connection->answer);
	connection->answer = NULL;
	/* Until the next round nothing may come, not even an end. */
	watch(index, EPOLL_CTL_MOD, EPOLLIN | EPOLLRDHUP);
}

static void proceed_receiving(int index)
{
	struct connection *connection = &connections[index];
	static unsigned char data[65536];
	ssize_t got = recv(connection->fd, data, sizeof(data), 0);

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0)
		fail("connection %d ended in round %d after %ld bytes: %s",
		     index, round_now, connection->received,
		     got ? strerror(errno) : "closed by the server");
	if (echo) {
		if (connection->received + got > request_size ||
		    !check_pattern(data, got, key(index), connection->received))
			fail("connection %d, round %d: wrong bytes from %ld on",
			     index, round_now, connection->received);
		connection->received += got;
		if (connection->received == request_size)
			finish(index);
	} else {
		connection->received += got;
		if (answer_take(connection->answer, data, got, &body))
			finish(index);
	}
}

static void proceed_sending(int index)
{
	struct connection *connection = &connections[index];
	const char *from = request;
	ssize_t sent;

	if (echo)
		fill_pattern((unsigned char *)request, request_size, key(index),
			     0);
	sent = send(connection->fd, from + connection->sent,
		    request_size - connection->sent, MSG_NOSIGNAL);
	if (sent < 0 && errno != EAGAIN && errno != EINTR)
		fail("connection %d, round %d: send: %s", index, round_now,
		     strerror(errno));
	if (sent > 0)
		connection->sent += sent;
	if (connection->sent == request_size) {
		connection->state = RECEIVING;
		watch(index, EPOLL_CTL_MOD, EPOLLIN);
	} else {
		watch(index, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
	}
}

static void ask(int index)
{
	struct connection *connection = &connections[index];

	connection->state = SENDING;
	connection->sent = connection->received = 0;
	if (!echo) {
		connection->answer = calloc(1, sizeof(*connection->answer));
		if (!connection->answer)
			fail("no memory");
	}
	asking++;
	proceed_sending(index);
}

static void handle(int index, unsigned int events)
{
	struct connection *connection = &connections[index];
	int error;

	switch (connection->state) {
	case CONNECTING:
		error = connection_error(connection->fd);
		if (error)
			fail("connection %d: %s", index, strerror(error));
		connecting--;
		ask(index);
		break;
	case SENDING:
		if (events & EPOLLIN)
			proceed_receiving(index);
		if (connection->state == SENDING)
			proceed_sending(index);
		break;
	case RECEIVING:
		proceed_receiving(index);
		break;
	case IDLE:
		fail("connection %d was closed or got more than its answer, in round %d (events %x)",
		     index, round_now, events);
	}
}

static void wait_and_handle(void)
{
	struct epoll_event events[256];
	int got = epoll_wait(epoll, events, 256, 1000);

	if (got < 0 && errno != EINTR)
		fail("epoll_wait: %s", strerror(errno));
	for (int i = 0; i < got; i++)
		handle(events[i].data.u32, events[i].events);
}

static void open_all(void)
{
	int opened = 0;

	while (finished < nr) {
		while (opened < nr && connecting < max_connecting &&
		       connecting + asking < max_asking) {
			struct connection *connection = &connections[opened];

			connection->fd = begin_connection(&server, NULL, 0);
			connection->state = CONNECTING;
			connecting++;
			watch(opened++, EPOLL_CTL_ADD, EPOLLOUT);
		}
		wait_and_handle();
	}
}

static void ask_all(void)
{
	int asked = 0;

	finished = 0;
	while (finished < nr) {
		while (asked < nr && asking < max_asking)
			ask(asked++);
		wait_and_handle();
	}
}

static void parse_options(int argc, char **argv)
{
	static const struct option options[] = {
		{ "get", required_argument, NULL, 'g' },
		{ "body", required_argument, NULL, 'b' },
		{ "echo", required_argument, NULL, 'e' },
		{ "connections", required_argument, NULL, 'c' },
		{ "rounds", required_argument, NULL, 'r' },
		{ "connecting", required_argument, NULL, 'C' },
		{ "asking", required_argument, NULL, 'a' },
		{ "time", required_argument, NULL, 't' },
		{ NULL, 0, NULL, 0 },
	};
	long seconds = 60;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'g':
			get_path = optarg;
			break;
		case 'b':
			body = read_body(optarg);
			break;
		case 'e':
			echo = true;
			request_size =
				parse_number("--echo", optarg, 1, 1 << 20);
			break;
		case 'c':
			nr = parse_number("--connections", optarg, 1, 60000);
			break;
		case 'r':
			rounds = parse_number("--rounds", optarg, 0, 1000);
			break;
		case 'C':
			max_connecting =
				parse_number("--connecting", optarg, 1, 60000);
			break;
		case 'a':
			max_asking = parse_number("--asking", optarg, 1, 60000);
			break;
		case 't':
			seconds = parse_number("--time", optarg, 1, 3600);
			break;
		default:
			fputs(usage, stderr);
			exit(2);
		}
	}
	if (optind + 2 != argc || echo == !!get_path ||
	    !!get_path != !!body.data) {
		fputs(usage, stderr);
		exit(2);
	}
	server = parse_address(argv[optind], argv[optind + 1]);
	if (!max_asking)
		max_asking = nr;
	if (echo) {
		request = malloc(request_size);
	} else {
		request_size = asprintf(&request,
					"GET %s HTTP/1.1\r\nHost: test\r\n\r\n",
					get_path);
	}
	if (!request)
		fail("no memory");
	limit_time(seconds);
}

int main(int argc, char **argv)
{
	double began, opened;

	parse_options(argc, argv);
	need_descriptors(nr);
	connections = calloc(nr, sizeof(*connections));
	epoll = epoll_create1(EPOLL_CLOEXEC);
	if (!connections || epoll < 0)
		fail("no memory");

	began = now();
	open_all();
	opened = now();
	for (round_now = 1; round_now <= rounds; round_now++)
		ask_all();
	printf("%d connections at once, %d answers each: opened in %.1f s, %.1f s a round\n",
	       nr, rounds + 1, opened - began,
	       rounds ? (now() - opened) / rounds : 0);
	return 0;
}
