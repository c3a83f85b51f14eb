/* SPDX-License-Identifier: GPL-2.0-only */
/* The table of options, between the parser (options.c) and what options do (option_table.c). */
#ifndef UKL_LINK_OPTION_TABLE_H
#define UKL_LINK_OPTION_TABLE_H

#include "options.h"

/* How an option takes its argument. */
enum form {
	FLAG, /* none */
	GLUED, /* -LDIR, -L DIR */
	EQUALS, /* --root=DIR, --root DIR */
	OPTIONAL, /* --save-temps, --save-temps=DIR */
	PREFIX, /* -Wl,x: argument always in the same word */
};

struct option {
	const char *name;
	enum form form;
	const char *arg; /* name of the argument in the help */
	const char *help; /* NULL: not listed */
	bool input; /* may stand among the words of one --program */
	void (*apply)(struct options *opts, const struct option *self,
		      const char *arg);
	const char *detail; /* for the functions that share code */
};

/* The first entry that fits wins. Entries without a name are headings of the help. */
extern const struct option option_table[];
extern const size_t nr_options;

/* Dies with the name of the option that is most like @word. */
_Noreturn void options_die_unknown(const char *word);

#endif
