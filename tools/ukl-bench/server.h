/* SPDX-License-Identifier: GPL-2.0-only */
/* A guest that serves, and the plugin that counts its instructions (tools/plugin). */
#ifndef UKL_BENCH_SERVER_H
#define UKL_BENCH_SERVER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "files.h"
#include "machine.h"
#include "network.h"

struct server {
	struct boot boot;
	struct endpoint endpoint; /* of what it serves */
	struct child child;
	FILE *ask, *answer; /* the plugin */
	double started; /* when, in seconds */
	/* From the start to the first right answer. */
	double boot_seconds, boot_instructions;
	double idle; /* instructions per second when there is nothing to do */
};

struct counts {
	uint64_t program; /* ring 3 and the linked program */
	uint64_t kernel;
};

/*
 * Boot @boot with the plugin if it is to count, and a tap device or a forwarded port of its own choice.
 * Ended by server_stop(), whatever this returns. These functions return NULL, or why they failed.
 */
char *server_start(struct server *server, const struct boot *boot);
/* Why the guest has ended before; one that @failed may be about to. */
char *server_stop(struct server *server, bool failed);

enum answer { ANSWER_NONE, ANSWER_RIGHT, ANSWER_WRONG };

/* Ask the server there once. */
typedef enum answer server_probe(const struct endpoint *endpoint,
				 const void *data);

/* All that is answered to @request until the server closes the connection, or NULL. For the caller. */
char *server_ask(const struct endpoint *endpoint, const char *request,
		 size_t *size);

/* Is "GET /" answered with the struct file @body? */
server_probe server_probe_http;

/* Wait until the answer is right, and find out what the guest does when it is idle. */
char *server_wait(struct server *server, server_probe *probe, const void *data,
		  unsigned int seconds);

/* Wait until the guest has nothing to do: what a load leaves to be done belongs to it. */
char *server_settle(struct server *server);

char *server_counts(struct server *server, struct counts *counts);
/* Those that the plugin tells of its own accord, at boot.mark. */
char *server_mark_counts(struct server *server, struct counts *counts);

/* Every translation block that has run, with its instructions. */
typedef void server_block_function(uint64_t address, uint64_t instructions,
				   void *data);
char *server_blocks(struct server *server, server_block_function *take,
		    void *data);

/* A socket for @endpoint, and its address; waits for nothing longer than @seconds. Dies. */
struct sockaddr_in;
int server_socket(struct sockaddr_in *address, const struct endpoint *endpoint,
		  int seconds);

#endif
