/* SPDX-License-Identifier: GPL-2.0-only */
/* The command of QEMU that boots an image. */
#ifndef UKL_RUN_QEMU_ARGS_H
#define UKL_RUN_QEMU_ARGS_H

#include "mem.h"
#include "options.h"
#include "ports.h"
#include "volumes.h"

struct machine {
	const char *qemu; /* program, found along PATH */
	const char *accel; /* "kvm" or "tcg" */
	const char *kernel; /* file */
	const char *cmdline;
	const struct ports *ports; /* NULL: no user network */
	const char *netdev; /* another one, or NULL */
	const char *tap; /* the same, by the name of a tap device */
	const struct volumes *volumes;
	bool no_rng;
	bool shell; /* Ctrl-C is for the guest, Ctrl-A X ends QEMU */
	const struct strv *more; /* words to add */
	unsigned int memory; /* MB */
	unsigned int smp;
	/*
	 * Descriptors that the command inherits, or -1: where the guest's
	 * status goes, and a copy of its console output.
	 */
	int status_fd;
	int console_fd;
	/* A socket: a byte asks the guest to end. */
	int control_fd;
};

void qemu_args(struct strv *args, const struct machine *machine);

/* The arguments as one line that a shell can run. */
char *qemu_args_line(const struct strv *args);

#endif
