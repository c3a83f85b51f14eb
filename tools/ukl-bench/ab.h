/* SPDX-License-Identifier: GPL-2.0-only */
/* ab, the load generator of Apache's project, and what it says. */
#ifndef UKL_BENCH_AB_H
#define UKL_BENCH_AB_H

#include <stdbool.h>
#include <stddef.h>

#include "network.h"

struct ab {
	struct endpoint endpoint; /* the server */
	unsigned int connections; /* at a time */
	bool keep_alive; /* else each request has a connection of its own */
	size_t page; /* bytes of what each request must get */
};

/*
 * Send so many requests for "/"; the time they took, unless @seconds is NULL. NULL if each got its
 * answer, or what went wrong. If not kept, there are some more connections than requests
 * (@connections at most): ab opens the next before it counts.
 */
char *ab_send(const struct ab *ab, unsigned int requests, double *seconds);

#endif
