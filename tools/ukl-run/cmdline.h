/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel command line of the guest. */
#ifndef UKL_RUN_CMDLINE_H
#define UKL_RUN_CMDLINE_H

#include "options.h"

/*
 * The kernel command line that these options make; NULL after a report: it is
 * longer than Linux takes, or cannot work. @tsc_khz: of the counter, 0 if unknown.
 */
char *cmdline_make(const struct options *options, unsigned long tsc_khz);

#endif
