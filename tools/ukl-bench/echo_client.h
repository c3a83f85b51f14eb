/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The client of an echo server, or of any whose answers are known beforehand: sends messages, waits for
 * the answer of each before it sends the next on the same connection, and compares every byte. No message
 * to an echo server is like another. Whatever the server does, nothing takes longer than the time given.
 */
#ifndef UKL_BENCH_ECHO_CLIENT_H
#define UKL_BENCH_ECHO_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

#include "network.h"

enum {
	ECHO_ROOM = 256,
	/* What the verbs offer. */
	ECHO_MAX_SIZE = 1 << 20,
	ECHO_MAX_CONNECTIONS = 500,
};

/* A message and its answer, each with room for the client's @size bytes and ECHO_ROOM more. */
struct echo_pair {
	unsigned char *message, *answer;
	size_t message_size, answer_size;
};

struct echo_client {
	struct endpoint endpoint; /* the server */
	/* Make the pair of that number; NULL: an echo, so the two are one. */
	void (*make)(const struct echo_client *client, unsigned long number,
		     struct echo_pair *pair);
	unsigned int connections;
	size_t size; /* bytes of a message */
	unsigned int
		pause; /* microseconds between an answer and the next message; all connections wait */
	unsigned int timeout; /* seconds, for each of the functions below */
	bool wrong; /* bytes came that must not: it is not that nobody answered */
	/* The client's own. */
	struct echo_connection *own;
	unsigned char *got;
	int epoll;
	unsigned long next; /* number of the next message */
	double end;
};

/* These functions return NULL, or what went wrong. After a failure only echo_end() is allowed. */
char *echo_open(struct echo_client *client);
/* So many messages, of all connections together. */
char *echo_exchange(struct echo_client *client, unsigned int messages);
/* End all connections in good order: the server must close them too, and have nothing more to say. */
char *echo_close(struct echo_client *client);

/* Leave nothing open; after echo_close() there is nothing to do. */
void echo_end(struct echo_client *client);

/* All of it: open, exchange so many messages, close. */
char *echo_use(struct echo_client *client, unsigned int messages);
/* The same with new connections for each message. */
char *echo_anew(struct echo_client *client, unsigned int messages);

#endif
