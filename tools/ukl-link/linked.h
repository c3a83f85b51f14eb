/* SPDX-License-Identifier: GPL-2.0-only */
/* The objects and archive members that ld really took, opened for the checks. */
#ifndef UKL_LINK_LINKED_H
#define UKL_LINK_LINKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "libc.h"
#include "object.h"

struct linked {
	struct object *objects; /* in the order of the link */
	size_t nr;
	struct definition *
		definitions; /* of global symbols, by name, then order; see linked.c */
	size_t nr_definitions;
};

struct definition {
	const char *name;
	size_t object; /* index */
	bool code; /* in an executable section */
	bool strong; /* neither weak nor one of a group of equals */
};

/*
 * Read what "ld -t -t" printed; lines that name no file are passed over. @libc is the one that was
 * linked, or NULL for the system's.
 */
void linked_read(struct linked *linked, const struct libc *libc,
		 const char *trace);

/* Close the objects; what has been told about them is no longer valid. */
void linked_close(struct linked *linked);

/* The definitions of @name, *nr of them in a row; NULL if there are none. */
const struct definition *linked_find(const struct linked *linked,
				     const char *name, size_t *nr);

/* A place in the objects. */
struct place {
	const struct object *object; /* NULL: not found */
	const char *function; /* NULL: not in a function */
};

/* The first relocation against @name; in the second case by something else than libc. */
struct place linked_first_use(const struct linked *linked, const char *name);
struct place linked_first_use_outside_libc(const struct linked *linked,
					   const char *name);

/* "FILE: in function 'F'" or "FILE"; the caller owns it. */
char *place_text(const struct place *place);

#endif
