/* SPDX-License-Identifier: GPL-2.0-only */
/* A column of a benchmark's table: a way to link, on a kernel. */
#ifndef UKL_BENCH_VARIANT_H
#define UKL_BENCH_VARIANT_H

#include <jansson.h>
#include <stdbool.h>

#include "mem.h"

/* As the options of ukl-link name it. */
struct model {
	const char *name;
	const char *model;
	const char *calls; /* NULL: there is one way */
	const char *shortcuts; /* NULL: these calls have none */
	bool is_explicit; /* the other program */
	bool has_own_kernel; /* a profile has to be built for it once more */
};

struct variant {
	const struct model *model;
	const char *profile;
	json_t *kernel; /* what ukl-link says of it, or NULL */
};

/* Unless --profile says otherwise. */
extern const char default_profile[];

struct bench;

/* Take the variants that the options choose; returns their names. Reports. */
struct strv columns_take(struct bench *bench);

/* Why a variant failed that has no image, which ukl-link has reported. */
extern const char bench_not_linked[];

#endif
