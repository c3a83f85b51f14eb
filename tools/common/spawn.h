/* SPDX-License-Identifier: GPL-2.0-only */
/* Run other programs, without a shell. */
#ifndef UKL_SPAWN_H
#define UKL_SPAWN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "mem.h"

struct child {
	pid_t pid; /* -1: could not be started (an error has been reported) */
	int out, err; /* memfds while running, -1 if not captured */
	const char *program;
};

struct spawn_options {
	const char *dir; /* working directory, or NULL */
	const char *out_file; /* file for standard output, or NULL */
	const char *const *
		env; /* NAME=VALUE to add to the environment, NULL-terminated, or NULL */
	int in; /* descriptor for standard input; 0 = the caller's */
	unsigned int capture_out : 1; /* keep standard output for spawn_wait() */
	unsigned int capture_err : 1; /* keep standard error for spawn_wait() */
	unsigned int
		ends_with_us : 1; /* even if we are killed: for what takes minutes */
	unsigned int
		err_to_out : 1; /* standard error goes where standard output goes */
};

/* Start @argv[0], found along PATH. @opts may be NULL. */
struct child spawn_start(const struct strv *argv,
			 const struct spawn_options *opts);

/* Would spawn_wait() return at once? */
bool spawn_has_ended(const struct child *child);

/*
 * Wait for the end of a child. Returns its exit status, 128 + N after signal N, 127 if it never
 * started. Captured text is stored as allocated strings through @out and @err (may be NULL).
 */
int spawn_wait(struct child *child, char **out, char **err);

/* Both in one. */
int spawn(const struct strv *argv, const struct spawn_options *opts, char **out,
	  char **err);

/* Terminate and reap every child still running. Safe in a signal handler. */
void spawn_kill_all(void);

#endif
