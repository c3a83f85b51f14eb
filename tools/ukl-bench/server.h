/* SPDX-License-Identifier: GPL-2.0-only */
/* A guest that serves, and the plugin that counts its instructions (tools/plugin). */
#ifndef UKL_BENCH_SERVER_H
#define UKL_BENCH_SERVER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "files.h"
#include "machine.h"

struct server {
	struct boot boot;
	struct child child;
	FILE *ask, *answer; /* the plugin */
};

struct counts {
	uint64_t program; /* ring 3 and the linked program */
	uint64_t kernel;
};

/*
 * Boot @boot with the plugin and a forwarded port of its own choice (boot.host_port of the server).
 * Ended by server_stop(), whatever this returns. These functions return NULL, or why they failed.
 */
char *server_start(struct server *server, const struct boot *boot);
char *server_stop(struct server *server);

/* Wait until "GET /" is answered with @body. */
char *server_wait(struct server *server, const struct file *body,
		  unsigned int seconds);

char *server_counts(struct server *server, struct counts *counts);

/* Every translation block that has run, with its instructions. */
typedef void server_block_function(uint64_t address, uint64_t instructions,
				   void *data);
char *server_blocks(struct server *server, server_block_function *take,
		    void *data);

#endif
