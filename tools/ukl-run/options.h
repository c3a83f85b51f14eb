/* SPDX-License-Identifier: GPL-2.0-only */
/* The command line of ukl-run. */
#ifndef UKL_RUN_OPTIONS_H
#define UKL_RUN_OPTIONS_H

#include <stdbool.h>

#include "mem.h"
#include "network.h"
#include "ports.h"
#include "volumes.h"

enum accel { ACCEL_AUTO, ACCEL_TCG, ACCEL_KVM };

/* Bounds of what a command line or an image may ask for. */
enum {
	MEMORY_MIN_MB = 1,
	MEMORY_MAX_MB = 1024 * 1024,
};

struct options {
	const char *image; /* FILE or NAME */
	struct ports ports; /* empty: those of the image */
	unsigned int memory; /* MB; 0: as the image says */
	unsigned int smp; /* 0: as the image says */
	unsigned int timeout_ms; /* 0: none */
	enum accel accel;
	struct strv append; /* more of the kernel command line */
	struct strv qemu_options; /* words added to the QEMU command */
	struct network network;
	bool no_rng;
	struct volumes volumes;
	char **arguments; /* NULL: those of the image */
	bool shell; /* beside the program, on the console */
	bool dry_run;
	bool verbose;
};

/*
 * Read the command line. Every fault is reported before it exits with
 * EXIT_USAGE; --help and --version print and exit with 0.
 */
void options_parse(struct options *options, int argc, char **argv);

#endif
