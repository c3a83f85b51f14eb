// SPDX-License-Identifier: GPL-2.0-only
/*
 * Long streams through a few connections: written as fast as the server takes
 * them, and read at the same time, as slowly as one likes.
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
	"usage: stream [OPTION...] ADDRESS PORT\n"
	"  --get PATH --body FILE  ask a web server for PATH, which is like FILE\n"
	"  --echo BYTES            send so many to an echo server and get them back;\n"
	"                          then no more can come but the end\n"
	"  --connections N         default 1\n"
	"  --write-size BYTES      at most so many at once, default 65536\n"
	"  --read-size BYTES       at most so many at once, default 65536\n"
	"  --pause MS              between two reads, default 0\n"
	"  --receive-buffer BYTES  of the sockets\n"
	"  --time SECONDS          the time for all of it, default 60\n";

enum { SIZE_MAX_ONCE = 1 << 20 };

struct stream {
	int fd;
	long sent, received;
	double next_read;
	struct answer answer;
	bool established, shut, done;
};

static struct sockaddr_in server;
static char *request;
static long length; /* of what is sent */
static const char *get_path;
static struct body body;
static bool echo;
static int nr = 1, receive_buffer;
static long write_size = 65536, read_size = 65536;
static double pause_seconds;
static unsigned char buffer[SIZE_MAX_ONCE];

static void proceed_writing(struct stream *stream, int index)
{
	long size = length - stream->sent;
	ssize_t sent;

	if (size > write_size)
		size = write_size;
	if (echo)
		fill_pattern(buffer, size, index, stream->sent);
	sent = send(stream->fd,
		    echo ? buffer : (void *)(request + stream->sent), size,
		    MSG_NOSIGNAL);
	if (sent < 0) {
		if (errno == EAGAIN || errno == EINTR)
			return;
		fail("connection %d: send after %ld bytes: %s", index,
		     stream->sent, strerror(errno));
	}
	stream->sent += sent;
	if (stream->sent == length && echo) {
		shutdown(stream->fd, SHUT_WR);
		stream->shut = true;
	}
}

static void proceed_reading(struct stream *stream, int index)
{
	ssize_t got = recv(stream->fd, buffer, read_size, 0);

	if (got < 0) {
		if (errno == EAGAIN || errno == EINTR)
			return;
		fail("connection %d: recv after %ld bytes: %s", index,
		     stream->received, strerror(errno));
	}
	stream->next_read = now() + pause_seconds;
	if (got == 0) {
		if (!echo || stream->received != length)
			fail("connection %d: the server's end after %ld bytes",
			     index, stream->received);
		stream->done = true;
		return;
	}
	if (echo) {
		if (stream->received + got > stream->sent ||
		    !check_pattern(buffer, got, index, stream->received))
			fail("connection %d: a wrong byte between %ld and %ld",
			     index, stream->received, stream->received + got);
	} else {
		stream->done = answer_take(&stream->answer, buffer, got, &body);
	}
	stream->received += got;
}

static void proceed(struct stream *stream, int index, int events)
{
	if (!stream->established) {
		int error = connection_error(stream->fd);

		if (error)
			fail("connection %d: %s", index, strerror(error));
		stream->established = true;
	}
	if (events & POLLOUT)
		proceed_writing(stream, index);
	if (events & (POLLIN | POLLERR | POLLHUP))
		proceed_reading(stream, index);
}

static void run(struct stream *streams)
{
	struct pollfd *fds = calloc(nr, sizeof(*fds));
	int left;

	if (!fds)
		fail("no memory");
	do {
		double time = now(), next = time + 1;

		left = 0;
		for (int i = 0; i < nr; i++) {
			struct stream *stream = &streams[i];

			fds[i].fd = stream->done ? -1 : stream->fd;
			fds[i].events = 0;
			left += !stream->done;
			if (!stream->established || stream->sent < length)
				fds[i].events |= POLLOUT;
			if (stream->next_read <= time)
				fds[i].events |= POLLIN;
			else if (stream->next_read < next)
				next = stream->next_read;
		}
		if (left && poll(fds, nr, (next - time) * 1000 + 1) < 0 &&
		    errno != EINTR)
			fail("poll: %s", strerror(errno));
		for (int i = 0; i < nr && left; i++)
			if (fds[i].fd >= 0 && fds[i].revents)
				proceed(&streams[i], i, fds[i].revents);
	} while (left);
	free(fds);
}

static void parse_options(int argc, char **argv)
{
	static const struct option options[] = {
		{ "get", required_argument, NULL, 'g' },
		{ "body", required_argument, NULL, 'b' },
		{ "echo", required_argument, NULL, 'e' },
		{ "connections", required_argument, NULL, 'c' },
		{ "write-size", required_argument, NULL, 'w' },
		{ "read-size", required_argument, NULL, 'r' },
		{ "pause", required_argument, NULL, 'p' },
		{ "receive-buffer", required_argument, NULL, 'B' },
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
			length = parse_number("--echo", optarg, 1, 1l << 40);
			break;
		case 'c':
			nr = parse_number("--connections", optarg, 1, 10000);
			break;
		case 'w':
			write_size = parse_number("--write-size", optarg, 1,
						  SIZE_MAX_ONCE);
			break;
		case 'r':
			read_size = parse_number("--read-size", optarg, 1,
						 SIZE_MAX_ONCE);
			break;
		case 'p':
			pause_seconds =
				parse_number("--pause", optarg, 0, 10000) / 1e3;
			break;
		case 'B':
			receive_buffer = parse_number("--receive-buffer",
						      optarg, 1, 1 << 26);
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
	if (get_path)
		length = asprintf(&request,
				  "GET %s HTTP/1.1\r\nHost: test\r\n\r\n",
				  get_path);
	limit_time(seconds);
}

int main(int argc, char **argv)
{
	struct stream *streams;
	double began = now();
	long total = 0;

	parse_options(argc, argv);
	need_descriptors(nr);
	streams = calloc(nr, sizeof(*streams));
	if (!streams)
		fail("no memory");
	for (int i = 0; i < nr; i++)
		streams[i].fd = begin_connection(&server, NULL, receive_buffer);
	run(streams);
	for (int i = 0; i < nr; i++)
		total += streams[i].received;
	printf("%d connections, %ld bytes received in %.1f s\n", nr, total,
	       now() - began);
	return 0;
}
