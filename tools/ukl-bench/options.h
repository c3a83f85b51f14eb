/* SPDX-License-Identifier: GPL-2.0-only */
/* The options of one verb: parser and help both come from a table. */
#ifndef UKL_BENCH_OPTIONS_H
#define UKL_BENCH_OPTIONS_H

#include <stdbool.h>

#include "mem.h"

struct option_spec {
	const char *name;
	const char *
		value; /* what stands for the value in the help; NULL: takes none */
	const char *help; /* lines are separated by \n */
	/* One of these is where it goes. */
	bool *flag;
	const char **text;
	struct strv *list; /* words separated by commas */
	unsigned int *number;
	unsigned int min, max; /* of the number */
	unsigned int quick; /* the number if usage.quick, 0: the same */
};

/* Those of @first (or NULL), then those of @second. */
const struct option_spec *options_join(const struct option_spec *first,
				       const struct option_spec *second);

struct usage {
	const char *program; /* "ukl-bench calls" */
	const char *operands; /* for the help: "[CALL]..."; "": it takes none */
	const char *text; /* what the verb does, whole lines */
	const struct option_spec *options; /* ends with one without a name */
	const bool *quick; /* a flag: numbers that are not given are the quick ones */
	void (*more)(
		void); /* prints what stands at the end of the help, or NULL */
};

/*
 * Read the words after argv[0]; those that are no options go to @operands. Faults are all reported,
 * then it exits with EXIT_USAGE; --help prints and exits with 0.
 */
void options_parse(const struct usage *usage, int argc, char **argv,
		   struct strv *operands);

#endif
