/* SPDX-License-Identifier: GPL-2.0-only */
/* What variants take until they answer, and what they do in a second of this machine's. */
#ifndef UKL_BENCH_TIMING_H
#define UKL_BENCH_TIMING_H

#include "bench.h"

struct timing {
	unsigned int
		pairs; /* boots of each variant without a counter, in turn; 0: none */
	struct figures boots; /* until the first answer */
	struct figures rates; /* by load: things per second */
};

enum boot_row { BOOT_INSTRUCTIONS, BOOT_MILLISECONDS };

void timing_init(struct timing *timing, const struct strv *variants,
		 const struct strv *loads);

/* Put the figures, of so many @things ("request") per second, into what is written of @bench. */
void timing_put(const struct timing *timing, struct bench *bench,
		const char *thing);

#endif
