// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "echo_client.h"
#include "mem.h"
#include "report.h"
#include "server.h"

enum { MAX_EVENTS = 64 };

struct echo_connection {
	int fd;
	bool busy; /* a message is on its way */
	bool watches_out; /* epoll tells when it can send */
	unsigned long message; /* its number */
	struct echo_pair pair;
	size_t sent, received;
};

/* No eight bytes of a message are like those of another place or message. */
static uint64_t mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
	return x ^ (x >> 31);
}

static void make_echo(const struct echo_client *client, unsigned long number,
		      struct echo_pair *pair)
{
	size_t size = client->size;

	for (size_t i = 0; i < size; i += sizeof(uint64_t)) {
		uint64_t word = mix(number * 0x9e3779b97f4a7c15ull + i + 1);
		size_t left = size - i;

		memcpy(pair->message + i, &word,
		       left < sizeof(word) ? left : sizeof(word));
	}
	memcpy(pair->answer, pair->message, size);
	pair->message_size = pair->answer_size = size;
}

static size_t get_index(const struct echo_client *client,
			const struct echo_connection *connection)
{
	return connection - client->own;
}

static char *fail(const struct echo_client *client,
		  const struct echo_connection *connection, const char *what)
{
	return xasprintf("connection %zu, message %lu: %s",
			 get_index(client, connection) + 1, connection->message,
			 what);
}

static char *fail_wrong(struct echo_client *client,
			const struct echo_connection *connection,
			const char *what)
{
	client->wrong = true;
	return fail(client, connection, what);
}

static void watch(struct echo_client *client,
		  struct echo_connection *connection, int operation, bool out)
{
	struct epoll_event event = { .events = EPOLLIN | (out ? EPOLLOUT : 0),
				     .data.ptr = connection };

	if (epoll_ctl(client->epoll, operation, connection->fd, &event))
		die("epoll: %s", strerror(errno));
	connection->watches_out = out;
}

/* As much as the socket takes. */
static char *send_rest(struct echo_client *client,
		       struct echo_connection *connection)
{
	const struct echo_pair *pair = &connection->pair;

	while (connection->sent < pair->message_size) {
		ssize_t sent = send(connection->fd,
				    pair->message + connection->sent,
				    pair->message_size - connection->sent,
				    MSG_NOSIGNAL);

		if (sent < 0 && errno == EAGAIN)
			break;
		if (sent < 0)
			return fail(client, connection, strerror(errno));
		connection->sent += sent;
	}
	if (connection->watches_out != (connection->sent < pair->message_size))
		watch(client, connection, EPOLL_CTL_MOD,
		      !connection->watches_out);
	return NULL;
}

static char *begin_message(struct echo_client *client,
			   struct echo_connection *connection)
{
	connection->busy = true;
	connection->message = client->next++;
	connection->sent = connection->received = 0;
	(client->make ? client->make : make_echo)(client, connection->message,
						  &connection->pair);
	return send_rest(client, connection);
}

/* What may have come by now: an echo of what has been sent, or all of an answer. */
static size_t get_limit(const struct echo_client *client,
			const struct echo_connection *connection)
{
	const struct echo_pair *pair = &connection->pair;

	if (!connection->busy)
		return 0;
	if (!client->make)
		return connection->sent;
	return connection->sent < pair->message_size ? 0 : pair->answer_size;
}

static char *compare(struct echo_client *client,
		     struct echo_connection *connection, size_t len)
{
	size_t limit = get_limit(client, connection);
	const unsigned char *answer = connection->pair.answer;

	if (!limit || len > limit - connection->received)
		return fail_wrong(
			client, connection,
			client->make ? "more bytes came than the answer has" :
				       "more bytes came back than were sent");
	for (size_t i = 0; i < len; i++) {
		size_t at = connection->received + i;

		if (client->got[i] != answer[at])
			return fail_wrong(
				client, connection,
				xasprintf("byte %zu is 0x%02x, not 0x%02x", at,
					  client->got[i], answer[at]));
	}
	connection->received += len;
	return NULL;
}

/* All that is there. */
static char *receive(struct echo_client *client,
		     struct echo_connection *connection)
{
	ssize_t len;

	while ((len = recv(connection->fd, client->got,
			   client->size + ECHO_ROOM, 0)) > 0) {
		char *why = compare(client, connection, len);

		if (why || connection->received == connection->pair.answer_size)
			return why;
	}
	if (!len)
		return fail(client, connection,
			    "the server closed the connection");
	return errno == EAGAIN ? NULL :
				 fail(client, connection, strerror(errno));
}

/* Wait for events; 0 and a reason when the time is over. */
static int wait_for_events(const struct echo_client *client,
			   struct epoll_event *events, char **why)
{
	double left;

	while ((left = client->end - clock_seconds()) > 0) {
		int nr = epoll_wait(client->epoll, events, MAX_EVENTS,
				    ceil(left * 1000));

		if (nr > 0)
			return nr;
		if (nr < 0 && errno != EINTR)
			die("epoll: %s", strerror(errno));
	}
	*why = xasprintf("no answer within %u s", client->timeout);
	return 0;
}

static void take_a_break(const struct echo_client *client)
{
	const struct timespec pause = { .tv_sec = client->pause / 1000000,
					.tv_nsec = client->pause % 1000000 *
						   1000 };

	if (client->pause)
		nanosleep(&pause, NULL);
}

char *echo_exchange(struct echo_client *client, unsigned int messages)
{
	struct epoll_event events[MAX_EVENTS];
	unsigned int begun = 0, done = 0;
	char *why = NULL;

	client->end = clock_seconds() + client->timeout;
	for (; !why && begun < client->connections && begun < messages; begun++)
		why = begin_message(client, &client->own[begun]);
	while (!why && done < messages) {
		int nr = wait_for_events(client, events, &why);

		for (int i = 0; !why && i < nr; i++) {
			struct echo_connection *connection = events[i].data.ptr;

			if (events[i].events & EPOLLOUT)
				why = send_rest(client, connection);
			if (!why && events[i].events & ~EPOLLOUT)
				why = receive(client, connection);
			if (why || !connection->busy ||
			    connection->received < connection->pair.answer_size)
				continue;
			connection->busy = false;
			done++;
			if (begun < messages) {
				begun++;
				take_a_break(client);
				why = begin_message(client, connection);
			}
		}
	}
	return why;
}

/* Connecting waits; what follows does not. */
static char *connect_one(struct echo_client *client,
			 struct echo_connection *connection)
{
	struct sockaddr_in address;
	double left = client->end - clock_seconds();

	if (left <= 0)
		return fail(client, connection, strerror(ETIMEDOUT));
	connection->fd = server_socket(&address, &client->endpoint, ceil(left));
	if (connect(connection->fd, (struct sockaddr *)&address,
		    sizeof(address)))
		return fail(client, connection, strerror(errno));
	if (fcntl(connection->fd, F_SETFL, O_NONBLOCK))
		return fail(client, connection, strerror(errno));
	watch(client, connection, EPOLL_CTL_ADD, false);
	return NULL;
}

char *echo_open(struct echo_client *client)
{
	char *why = NULL;

	client->end = clock_seconds() + client->timeout;
	client->own = xcalloc(client->connections, sizeof(*client->own));
	for (size_t i = 0; i < client->connections; i++) {
		client->own[i].fd = -1;
		client->own[i].pair.message = xmalloc(client->size + ECHO_ROOM);
		client->own[i].pair.answer = xmalloc(client->size + ECHO_ROOM);
	}
	client->got = xmalloc(client->size + ECHO_ROOM);
	client->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (client->epoll < 0)
		die("epoll: %s", strerror(errno));
	for (size_t i = 0; !why && i < client->connections; i++)
		why = connect_one(client, &client->own[i]);
	return why;
}

char *echo_close(struct echo_client *client)
{
	struct epoll_event events[MAX_EVENTS];
	unsigned int left = client->connections;
	char *why = NULL;

	client->end = clock_seconds() + client->timeout;
	for (size_t i = 0; i < client->connections; i++)
		shutdown(client->own[i].fd, SHUT_WR);
	while (!why && left) {
		int nr = wait_for_events(client, events, &why);

		for (int i = 0; !why && i < nr; i++) {
			struct echo_connection *connection = events[i].data.ptr;
			ssize_t len = recv(connection->fd, client->got, 1, 0);

			if (len > 0)
				why = fail_wrong(
					client, connection,
					"more bytes came back than were sent");
			else if (len < 0 && errno != EAGAIN)
				why = fail(client, connection, strerror(errno));
			if (len)
				continue;
			close(connection->fd);
			connection->fd = -1;
			left--;
		}
	}
	if (!why)
		echo_end(client);
	return why;
}

void echo_end(struct echo_client *client)
{
	if (!client->own)
		return;
	for (size_t i = 0; i < client->connections; i++) {
		if (client->own[i].fd >= 0)
			close(client->own[i].fd);
		free(client->own[i].pair.message);
		free(client->own[i].pair.answer);
	}
	close(client->epoll);
	free(client->own);
	free(client->got);
	client->own = NULL;
}

char *echo_use(struct echo_client *client, unsigned int messages)
{
	char *why;

	if (!(why = echo_open(client)) &&
	    !(why = echo_exchange(client, messages)))
		why = echo_close(client);
	echo_end(client);
	return why;
}

char *echo_anew(struct echo_client *client, unsigned int messages)
{
	char *why = NULL;

	while (!why && messages--)
		why = echo_use(client, 1);
	return why;
}
