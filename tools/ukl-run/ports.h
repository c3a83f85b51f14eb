/* SPDX-License-Identifier: GPL-2.0-only */
/* Ports of this host that are forwarded to the guest. */
#ifndef UKL_RUN_PORTS_H
#define UKL_RUN_PORTS_H

#include <stdbool.h>

enum { PORTS_MAX = 64 };

enum port_protocol { PORT_TCP, PORT_HTTP, PORT_UDP };

struct port {
	unsigned int host; /* on 127.0.0.1 */
	unsigned int guest;
	enum port_protocol protocol;
};

struct ports {
	struct port port[PORTS_MAX];
	unsigned int nr;
};

/* False if there is no room for one more. */
bool ports_add(struct ports *ports, const struct port *port);

/* The host's port that leads to `guest`, or 0. */
unsigned int ports_host_of(const struct ports *ports, unsigned int guest);

/* How many of them are of TCP: so many sockets listen. */
unsigned int ports_tcp(const struct ports *ports);

/* False after a report: one port of the host leads to two of the guest. */
bool ports_differ(const struct ports *ports);

/*
 * See that every port is free before the guest is booted, and choose one where
 * the host's port is 0. A fault is reported with what to type instead.
 */
bool ports_check(struct ports *ports);

#endif
