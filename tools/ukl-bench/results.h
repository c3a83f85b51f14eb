/* SPDX-License-Identifier: GPL-2.0-only */
/* Result files, in JSON. */
#ifndef UKL_BENCH_RESULTS_H
#define UKL_BENCH_RESULTS_H

#include <jansson.h>
#include <stdbool.h>

#include "figures.h"

enum { RESULTS_VERSION = 1 };

/* Two digits behind the point are more than any figure is good for. NAN, a figure that is not there, is null. */
json_t *results_number(double number);

/*
 * Put @figures into @results, a JSON object, with what makes it a result file:
 *
 *	"format": "ukl-bench", "version": 1, "verb": ..., "unit": ...,
 *	"models": [MODEL...], "rows": [{"name": ROW, MODEL: {"median", "spread_runs",
 *	"spread_samples", "n", "runs", "samples": [...]} or {"failed": WHY}}]
 */
/* [{"name": ROW, MODEL: {"median", ...}...}...] */
json_t *results_pack_rows(const struct figures *figures);

void results_put(json_t *results, const char *verb, const char *unit,
		 const struct figures *figures);

bool results_write(const json_t *results, const char *path);

/* A result file, checked; the figures have the median as their only sample. NULL after a report. */
json_t *results_read(const char *path, struct figures *figures);

#endif
