/* SPDX-License-Identifier: GPL-2.0-only */
/* ld's command line: which words are options, which are their arguments, and which are files. */
#ifndef UKL_LD_OPTIONS_H
#define UKL_LD_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "mem.h"

enum ld_meaning {
	LD_FILE,
	LD_KEEP, /* for ukl-link's ld, or to be refused by ukl-link */
	LD_DROP, /* about dynamic linking or the layout, which is ukl-link's own */
	LD_FORMAT, /* of the files behind it */
	LD_KEYWORD, /* -z */
	LD_LIBRARY,
	LD_FOLDER, /* of libraries */
	LD_OUTPUT,
	LD_MAP,
	LD_SYMBOLS, /* of a file; -R of a folder is -rpath */
	LD_STATIC, /* -lNAME is libNAME.a from here on, */
	LD_DYNAMIC, /* or may be libNAME.so */
	LD_PUSH_STATE, /* that and other states, for */
	LD_POP_STATE,
	LD_NO_PROGRAM, /* comes out, but a library or an object */
};

struct ld_word {
	enum ld_meaning meaning;
	const char *word; /* as given: a file, or an option, maybe with "=ARG" */
	const char *arg; /* NULL if there is none */
	bool apart; /* @word is the option alone: -T FILE, and also -TFILE */
};

struct ld_line {
	struct ld_word *words;
	size_t nr;
};

/*
 * Is @word up to @len one of @names, which has a blank before and behind each? Those with one dash may be
 * given with two.
 */
bool ld_name_is_in(const char *names, const char *word, size_t len);

/* @words, without ld's name and without response files, are kept, not copied. */
void ld_line_read(struct ld_line *line, const struct strv *words);

/* The same of @word alone. True if its argument is the next one, and not in @to. */
bool ld_word_read(struct ld_word *to, const char *word);

#endif
