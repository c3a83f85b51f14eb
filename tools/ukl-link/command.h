/* SPDX-License-Identifier: GPL-2.0-only */
/* Running the tools of the chain, seen with -v and only seen with -###. */
#ifndef UKL_LINK_COMMAND_H
#define UKL_LINK_COMMAND_H

#include <stdbool.h>

#include "../common/spawn.h"

void command_set_verbose(bool verbose, bool dry_run);
bool command_is_dry_run(void);

/* Print a command as a line that a shell can run. */
void command_show(const struct strv *argv, const struct spawn_options *opts);

/*
 * Like spawn_start() and spawn(), with -v and -### obeyed. In a dry run nothing is started and the
 * status is 0. LC_ALL=C for all of them: diagnose.c reads their messages.
 */
struct child command_start(const struct strv *argv,
			   const struct spawn_options *opts);
int command_wait(struct child *child, char **out, char **err);
int command_run(const struct strv *argv, const struct spawn_options *opts,
		char **out, char **err);

/*
 * The folder that one of our own tools prints; its messages pass through. Dies with a report, which
 * ends with @without, if it fails. In a dry run: @unknown, a shell variable.
 */
char *command_ask(const struct strv *argv, const char *unknown,
		  const char *without);

/*
 * Wait for @child, whose messages were captured, and report each line of them as an error if it
 * failed. False if it failed.
 */
bool command_check(struct child *child);

/* What to add to a child's message for its remedy: "; ...", or nothing. */
const char *command_remedy(const char *line);

/* $CC, split into words as make would, or gcc. */
void command_add_cc(struct strv *argv);

#endif
