/* SPDX-License-Identifier: GPL-2.0-only */
/* Ask the guest's server until it answers, without ever waiting for it. */
#ifndef UKL_RUN_HEALTH_H
#define UKL_RUN_HEALTH_H

#include <stdbool.h>
#include <stddef.h>

#include "uklnote.h"

struct health {
	/* Set by the caller. */
	const char *program;
	const char *address; /* NULL: 127.0.0.1 */
	unsigned int port; /* 0: nothing to ask */
	const char *path;
	/* For a server that is not HTTP's: what to send, and how its answer begins. */
	const char *line, *expected;
	/* Own. */
	int fd; /* connection, or -1 */
	bool ready;
	bool sent;
	char answer[UKL_LINE_MAX + 1];
	size_t used;
	long long started, next, patience;
};

void health_start(struct health *health, long long now);

/*
 * The guest has its network now. Before that QEMU would accept connections
 * and deliver them seconds later, when nobody waits for the answer any more.
 */
void health_ready(struct health *health, long long now);

/* The descriptor and events to poll for; -1 if there are none. */
int health_poll(const struct health *health, short *events);

/* When health_step() wants to be called without events; -1: never again. */
long long health_next(const struct health *health);

/* Go on; says so on stderr when the server has answered. */
void health_step(struct health *health, short events, long long now);

void health_end(struct health *health);

#endif
