/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What verbs that measure share: the variants, that is a kernel's configuration and a model (a way to link
 * the program), an image for each, and the output of what was measured. A variant is known by its number;
 * if all have the same configuration, its name is that of its model.
 */
#ifndef UKL_BENCH_BENCH_H
#define UKL_BENCH_BENCH_H

#include <jansson.h>
#include <stdbool.h>

#include "figures.h"
#include "needs.h"
#include "options.h"
#include "table.h"

struct variant;

struct bench {
	const char *verb, *title, *unit;
	const char *heading; /* of the rows */
	/* Lines that say what the figures are and what they are not; %s: the base, the number of boots. */
	const char *explanation;
	const char *icount; /* QEMU's option */
	const char *(*describe)(const char *row); /* NULL: nothing to be said */
	unsigned int needs; /* of enum need */
	struct strv program; /* for ukl-link */
	const char *program_name; /* its name in the image */
	bool keep_programs; /* for bench_program_file() */
	/* Another program, or NULL: the same but for calls of <ukl/tcp.h>. */
	const char *explicit;
	/* The profile that it takes beside lupine-base and lupine-tiny, or NULL: there is no --all. */
	const char *fragment;
	/* Options. */
	unsigned int runs, smp, timeout;
	const char *json, *markdown;
	const char *profile, *base_name; /* NULL: not given */
	bool all; /* what bench_show_compared() prints, or */
	struct strv chosen; /* models of the profile, or */
	struct strv variants; /* PROFILE/MODEL */
	/* What becomes of them. */
	struct figures figures;
	struct variant *variant; /* by number */
	size_t base; /* 100 per cent */
	char **images; /* by variant; NULL: could not be linked */
	json_t *more; /* members for the result file, or NULL */
	/* What stands behind the table on the terminal and in the Markdown file, or NULL. */
	char *more_text, *more_markdown;
};

/* The options that all such verbs have, and before them those of @own. */
const struct option_spec *bench_options(struct bench *bench,
					const struct option_spec *own);

/* For --help: what --all stands for. */
void bench_show_compared(const struct bench *bench);

/* Those of @known that are @chosen, in the order of @known; all if nothing is. Reports what is unknown or there twice. */
struct strv bench_choose(const struct strv *known, const struct strv *chosen,
			 const char *kind);

/* After the options: take the variants, look for all that is needed and check the outputs. Exits if anything has been reported. */
void bench_start(struct bench *bench, const struct strv *rows);

/* An ordinary process in ring 3? */
bool bench_is_process(const struct bench *bench, size_t model);

/* After bench_link(): the linked program, if it is not in the kernel's text, or NULL. */
char *bench_program_file(const struct bench *bench, size_t model);

/* Has it shortcuts? */
bool bench_has_shortcuts(const struct bench *bench, size_t model);

/* Link the images, with these words for ukl-link before those of the program. False: there is none. */
bool bench_link(struct bench *bench, const struct strv *words);

bool bench_has_failed(const struct bench *bench, size_t model);
void bench_fail(struct bench *bench, size_t model, const char *why);

/* A row for each of @figures, a column for each variant and the spread. */
struct table bench_make_table(const struct bench *bench,
			      const struct figures *figures,
			      const char *heading);

/*
 * Report what has failed, print the table, write the files; neither if nothing has been measured. Returns
 * the exit status.
 */
int bench_finish(struct bench *bench, int argc, char **argv);

#endif
