/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The client of an echo server: sends messages, waits for each to come back before it sends the next on
 * the same connection, and compares every byte. No message is like another. Whatever the server does,
 * nothing takes longer than the time given.
 */
#ifndef UKL_BENCH_ECHO_CLIENT_H
#define UKL_BENCH_ECHO_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

#include "network.h"

struct echo_client {
	struct endpoint endpoint; /* the server */
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

#endif
