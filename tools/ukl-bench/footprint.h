/* SPDX-License-Identifier: GPL-2.0-only */
/* How large an image is, how long it boots, how much memory it needs. */
#ifndef UKL_BENCH_FOOTPRINT_H
#define UKL_BENCH_FOOTPRINT_H

#include <jansson.h>
#include <stdbool.h>

#include "bench.h"

/* The rows that each recipe has; those of the image itself come first. */
enum { VMLINUX, BZIMAGE, LOADED, BOOT, BOOT_MS, MEMORY, NR_ROWS };

/* Boots for one time, on a host that may be busy. */
enum { FOOTPRINT_CHANCES = 3 };

struct footprint_guests {
	const char *accel; /* for milliseconds and memory: tcg or kvm */
	json_t *searches; /* for the least memory, in JSON */
};

bool footprint_is_kvm(const struct footprint_guests *how);

/* Is the row asked for? */
bool footprint_has(int row);

/* Of one recipe, which is a bench of its own. */
struct figure *footprint_figure(const struct bench *part, int row,
				size_t model);

/* Measure what boots tell, as far as it is asked for. */
void footprint_boot(const struct footprint_guests *how, struct bench *part,
		    size_t model);

#endif
