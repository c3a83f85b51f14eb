/* SPDX-License-Identifier: GPL-2.0-only */
/* The guest's network: which one, and what the guest is told about it. */
#ifndef UKL_RUN_NETWORK_H
#define UKL_RUN_NETWORK_H

#include <stdbool.h>

enum { DNS_MAX = 2, HOSTNAME_MAX = 63 };

struct network {
	bool none;
	const char *netdev; /* QEMU's, in place of its user network; or NULL */
	const char *tap; /* the same, by the name of a tap device */
	char *address, *gateway, *mask; /* NULL: those of QEMU's user network */
	bool dhcp;
	char *dns[DNS_MAX];
	const char *hostname; /* NULL: after the program */
};

/* Values of options; they report what is wrong. */
void network_take_address(struct network *network, const char *text); /* address.c */
void network_take_dns(struct network *network, const char *text);
void network_take_hostname(struct network *network, const char *text);
void network_take_tap(struct network *network, const char *text);

/* Do they agree with each other? Reports what does not. */
void network_check(const struct network *network, bool has_ports);

/* See that the tap device can be used. False after a report. */
bool network_prepare(const struct network *network);

/* Words for the kernel command line; the caller owns them. */
char *network_words(const struct network *network, const char *program);

/* An address for the card that no other tap device's guest has; the caller owns it. */
char *network_mac(const char *tap);

#endif
