/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel command line of the guest. */
#ifndef UKL_RUN_CMDLINE_H
#define UKL_RUN_CMDLINE_H

#include "options.h"

/* What the guest is told besides. */
struct guest_facts {
	const char *program;
	unsigned long tsc_khz; /* of the counter, 0 if unknown */
	bool has_control; /* the host asks for a stop by a serial port */
};

/*
 * The kernel command line that these options make; NULL after a report: it is
 * longer than Linux takes, or cannot work.
 */
char *cmdline_make(const struct options *options,
		   const struct guest_facts *facts);

#endif
