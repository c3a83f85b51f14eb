/* SPDX-License-Identifier: GPL-2.0-only */
/* What the guest says: its status, and its last words. And what QEMU says. */
#ifndef UKL_RUN_WATCH_H
#define UKL_RUN_WATCH_H

#include <stdbool.h>
#include <stddef.h>

struct line {
	char text[512];
	size_t used;
};

enum outcome { OUTCOME_NONE, OUTCOME_EXIT, OUTCOME_SIGNAL };

/* Zero-initialise. */
struct watch {
	/* From the debug console. */
	struct line status_line;
	bool started; /* process 1 is there, and the network */
	enum outcome outcome;
	int number; /* exit status or signal */
	char fault[512]; /* the kernel's line about it, if any */
	/* From the copy of the console; the line that tells most. */
	struct line console_line;
	char last[512];
	bool is_panic; /* `last` is the kernel's own cause of death */
	/* From QEMU's standard error. */
	struct line error_line;
};

/* Any bytes, in pieces of any size. */
void watch_status(struct watch *watch, const char *bytes, size_t size);
void watch_console(struct watch *watch, const char *bytes, size_t size);
/* Passes lines on to stderr, except what QEMU says about being stopped. */
void watch_errors(struct watch *watch, const char *bytes, size_t size);

#endif
