/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One boot, watched until the program does what it is there for: it answers its first request if the
 * image has a health check, else it has written its first line, and then ends with status 0.
 */
#ifndef UKL_BENCH_TRIAL_H
#define UKL_BENCH_TRIAL_H

#include <stdbool.h>

#include "machine.h"

struct trial {
	struct boot boot; /* guest_port is that of the health check, if any */
	const char *line; /* which the program has to write; NULL: any is right */
};

struct readiness {
	char *line; /* its first one */
	double seconds; /* from the start of ukl-run until it was ready */
	double duration; /* until the guest has ended */
	double instructions; /* until it was ready, if the boot counts */
};

/* NULL, or why the program was not ready. */
char *trial_run(const struct trial *trial, struct readiness *readiness);

/* The same with the plugin, which counts; the boot has its @icount. */
char *trial_count(const struct trial *trial, struct readiness *readiness);

#endif
