/* SPDX-License-Identifier: GPL-2.0-only */
/* A kernel kit: the profile's kernel, compiled, waiting for its last link. */
#ifndef UKL_LINK_KIT_H
#define UKL_LINK_KIT_H

#include <stdint.h>

#include "../common/mem.h"

struct export
{
	char *name;
	uint64_t address;
};

struct kit {
	char *dir;
	char *release, *package, *profile, *id;
	struct strv ldflags; /* for the final ld */
	struct strv kallsyms; /* options of bin/kallsyms */
	uint64_t app_start; /* address of the first program's text */
	uint64_t data_start; /* address of every program's data */
	uint64_t data_limit; /* which has to end below this one */
	struct export *exports; /* functions that a program may call */
	size_t nr_exports;
};

/*
 * The kit in @dir or $UKL_KIT, or, without them, the one that ukl-kernel has for @profile (NULL:
 * general), which may first have to be built, for minutes. Dies with a report if there is none, if it
 * is damaged, or of another profile than was asked for.
 */
void kit_open(struct kit *kit, const char *dir, const char *profile);

/* A file of the kit; the caller owns the path. */
char *kit_path(const struct kit *kit, const char *name);

#endif
