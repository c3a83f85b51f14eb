/* SPDX-License-Identifier: GPL-2.0-only */
/* Measured figures: a table of rows (what is measured) and models (how the program is linked). */
#ifndef UKL_BENCH_FIGURES_H
#define UKL_BENCH_FIGURES_H

#include <stdbool.h>
#include <stddef.h>

#include "mem.h"

/* One row with one model. No samples: not measured. */
struct figure {
	char *failed; /* why there is no number, or NULL */
	double *samples; /* of all boots, one boot after the other */
	unsigned int *run; /* the boot of each sample, from 0 */
	size_t nr;
};

struct figures {
	struct strv models, rows;
	struct figure *cells; /* models.nr for the first row, ... */
};

void figures_init(struct figures *figures, const struct strv *models,
		  const struct strv *rows);
struct figure *figures_at(const struct figures *figures, size_t row,
			  size_t model);

void figure_add(struct figure *figure, unsigned int run, double sample);
/* The first reason is kept. A figure that failed has no number, whatever was measured. */
void figure_fail(struct figure *figure, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
bool figure_is_good(const struct figure *figure);
/* Is one of them? */
bool figures_have_good(const struct figures *figures);

/* Of a good one: the median of all samples. */
double figure_median(const struct figure *figure);
/*
 * (largest - smallest) / median of all samples, of the boots' medians; in per cent. NAN: of a single
 * one nobody can tell.
 */
double figure_spread_samples(const struct figure *figure);
double figure_spread_runs(const struct figure *figure);

#endif
