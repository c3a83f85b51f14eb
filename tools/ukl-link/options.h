/* SPDX-License-Identifier: GPL-2.0-only */
/* The command line. */
#ifndef UKL_LINK_OPTIONS_H
#define UKL_LINK_OPTIONS_H

#include "image.h"

enum action {
	ACTION_LINK,
	ACTION_INFO,
	ACTION_LIST,
	ACTION_NEW,
	ACTION_LIST_PROFILES,
	ACTION_SHOW_CONFIG,
	ACTION_VERSION,
	ACTION_HELP
};

struct options {
	enum action action;
	bool verbose, dry_run, save_temps;
	char *temps_dir; /* for --save-temps=DIR */
	char *kit; /* folder of a kernel kit, or NULL: ask ukl-kernel */
	char *libc; /* folder of a C library, or NULL: ask ukl-glibc */
	char *info_file;
	char *new_dir; /* for --new */
	struct strv positional; /* files, or the name of one recipe */
	struct strv programs; /* pairs NAME WORDS of --program */
	struct program main_program; /* everything else that goes to stage 1 */
	/*
	 * What was given for the image. Unset: NULL, 0, empty; main.c lays it over the defaults or the
	 * recipe's values.
	 */
	struct image image;
	char *ld_open; /* option for ld whose argument is its next word, or NULL */
	char *arguments; /* --args, still one string */
	unsigned int nr_response_files; /* read so far */
	int dlopen; /* -1 not given, or enum dlopen_policy */
};

/* Parse; ends the program with status 2 on a wrong command line. */
void options_parse(struct options *opts, int argc, char **argv);

/* Parse the words of one --program into @program: files and link options only. */
void options_parse_inputs(struct program *program, const struct strv *words);

/* Print the help, made from the same table. */
void options_help(void);

#endif
