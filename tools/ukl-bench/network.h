/* SPDX-License-Identifier: GPL-2.0-only */
/* How a guest's server is reached: by a tap device of its own, or by a forwarded port. */
#ifndef UKL_BENCH_NETWORK_H
#define UKL_BENCH_NETWORK_H

#include <stdbool.h>

struct endpoint {
	const char *host; /* a numeric address */
	unsigned int port;
};

/* "tap", or "user" for QEMU's user network: a value of --network. */
extern const char *network_choice;

/* Its option's help. */
extern const char network_help[];

/* Report a choice that is none. */
void network_check(void);

/*
 * From now on this process and its children are in a network of their own, which ends with them: so
 * call it when nothing is to be fetched any more. If that is not possible, a warning tells why, and the
 * choice is "user".
 */
void network_enter(void);

/* A new tap device between the guest and here, as a descriptor that children inherit; 0: the choice is "user". Dies. */
int network_open_tap(void);

/* The guest's end. */
const char *network_guest(void);

/* How requests come, for the text of a table. */
const char *network_describe(void);

#endif
