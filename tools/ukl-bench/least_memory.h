/* SPDX-License-Identifier: GPL-2.0-only */
/* The least memory with which an image does what it is there for. */
#ifndef UKL_BENCH_LEAST_MEMORY_H
#define UKL_BENCH_LEAST_MEMORY_H

#include "trial.h"

struct search {
	struct trial trial; /* its memory is set, for each step */
	const char *name; /* for who watches */
	unsigned int tries; /* boots of a step, all of which have to succeed */
	/* MB. With @enough it succeeds; below @low it is not expected to. */
	unsigned int low, enough;
	json_t *steps; /* array: {"memory", "boots", and "failed" if the last one has} */
};

/*
 * Halve the range until one size succeeds and one MB less does not, both tried. It is taken for granted
 * that more memory is never worse. Returns the former.
 */
unsigned int least_memory(struct search *search);

#endif
