/* SPDX-License-Identifier: GPL-2.0-only */
/* Which functions the instructions are in, for each load and model. */
#ifndef UKL_BENCH_PROFILE_H
#define UKL_BENCH_PROFILE_H

#include <jansson.h>
#include <stdbool.h>

#include "figures.h"
#include "server.h"
#include "symbols.h"

/* The two parts that each figure has, too. */
enum part { PART_PROGRAM, PART_KERNEL, NR_PARTS };

struct profile {
	size_t nr_loads, nr_models;
	struct profile_model {
		struct symbols symbols;
		uint64_t app_start, app_end; /* of the linked programs */
	} * models;
	double **counts; /* by load and model: by symbol */
};

void profile_init(struct profile *profile, size_t nr_loads, size_t nr_models);

/*
 * The functions of a model: those of its image and, if it is an ordinary process, those of the file
 * @program (else NULL). False after a report.
 */
bool profile_read(struct profile *profile, size_t model, const char *image,
		  const char *program);

/* Add @weight times what the guest has executed so far. NULL, or why that failed. */
char *profile_add(struct profile *profile, size_t load, size_t model,
		  struct server *server, double weight);

struct function {
	const char *name;
	double instructions;
};

/* Those of a part with the most instructions, the most expensive first; returns how many (@max or less). */
size_t profile_top(const struct profile *profile, size_t load, size_t model,
		   enum part part, struct function *top, size_t max);

/* All functions of that name. */
double profile_get(const struct profile *profile, size_t load, size_t model,
		   enum part part, const char *name);

#endif
