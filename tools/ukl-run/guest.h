/* SPDX-License-Identifier: GPL-2.0-only */
/* A running guest: QEMU as a child, from its start to its end. */
#ifndef UKL_RUN_GUEST_H
#define UKL_RUN_GUEST_H

#include "health.h"
#include "input.h"
#include "mem.h"
#include "watch.h"

/* Exit statuses besides the program's own; 128 + N for signal N. */
enum {
	EXIT_TIMEOUT = 124,
	EXIT_GUEST_DIED = 125,
	EXIT_QEMU_FAILED = 126,
	EXIT_QEMU_MISSING = 127,
};

struct guest {
	const char *program; /* for messages */
	const char *image;
	struct health health;
	unsigned int timeout_ms; /* 0: none */
	unsigned int listeners; /* forwarded TCP ports */
	/* The ends that QEMU writes to; set by guest_open(). */
	int status_write, console_write;
	int input_read; /* QEMU's standard input, or -1: that of ukl-run */
	/* How the guest is asked to end, or -1; set by guest_open_control(). */
	int control_near, control_far;
	bool has_shell; /* Ctrl-A X of QEMU's console ends it */
	struct input input;
	/* Own. */
	int status_read, console_read, errors_read, errors_write, signals;
	int pid;
	int qemu_status; /* of waitpid() */
	bool ended;
	int stopped_by; /* exit status if this program stopped it, or 0 */
	bool asked; /* the guest was asked to end, and QEMU was not yet */
	long long kill_at; /* when patience with QEMU ends, or -1 */
	struct watch watch;
};

/* Make the pipes that QEMU is told about on its command line. */
void guest_open(struct guest *guest);
/* For a guest that is to end by itself. */
void guest_open_control(struct guest *guest);

/* Run QEMU until it ends; returns the exit status of ukl-run. */
int guest_run(struct guest *guest, const struct strv *args);

#endif
