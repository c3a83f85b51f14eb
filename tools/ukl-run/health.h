/* SPDX-License-Identifier: GPL-2.0-only */
/* Ask the guest's web server until it answers, without ever waiting for it. */
#ifndef UKL_RUN_HEALTH_H
#define UKL_RUN_HEALTH_H

#include <stdbool.h>
#include <stddef.h>

struct health {
	/* Set by the caller. */
	const char *program;
	unsigned int port; /* of 127.0.0.1; 0: nothing to ask */
	const char *path;
	/* Own. */
	int fd; /* connection, or -1 */
	bool ready;
	bool sent;
	char answer[8];
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
