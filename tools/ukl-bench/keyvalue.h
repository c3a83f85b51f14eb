/* SPDX-License-Identifier: GPL-2.0-only */
/* What the verbs `redis` and `memcached` share: a recipe's server, and loads that read and write values. */
#ifndef UKL_BENCH_KEYVALUE_H
#define UKL_BENCH_KEYVALUE_H

#include "loads.h"

struct keyvalue {
	const char *name; /* of the verb, the recipe and the program */
	const char *title, *help,
		*how; /* of the figures, for --help, who sends */
	unsigned int needs; /* besides QEMU and the plugin */
	unsigned int port; /* the guest's */
	/* A question after which the server closes the connection, and how the answer begins. */
	const char *question, *answer;
	struct strv args; /* for the program */
	const char *get, *set; /* names of the loads */
	load_sender *send;
	/* Set by options. */
	unsigned int requests, connections, size; /* of a value, in bytes */
};

/* A load is either. */
bool keyvalue_is_set(size_t load);

/* Measure it, and return the exit status. */
int keyvalue_run(struct keyvalue *server, int argc, char **argv);

#endif
