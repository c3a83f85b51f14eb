// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../common/files.h"
#include "../common/link_file.h"
#include "../common/nearest.h"
#include "../common/report.h"
#include "../common/words.h"
#include "ld_word_check.h"
#include "option_table.h"

/* gcc's own limit. */
enum { RESPONSE_FILES_MAX = 2000 };

/*
 * Does @word fit @option? Sets *arg to the argument within the word; NULL if there is none, and
 * *next if it has to be the following word.
 */
static bool fits(const struct option *option, const char *word,
		 const char **arg, bool *next)
{
	size_t len;
	const char *rest;

	*arg = NULL;
	*next = false;
	if (!option->name)
		return false;
	len = strlen(option->name);
	if (strncmp(word, option->name, len))
		return false;
	rest = word + len;
	switch (option->form) {
	case FLAG:
		return !*rest;
	case PREFIX:
		*arg = rest;
		return true;
	case GLUED:
		*arg = *rest ? rest : NULL;
		*next = !*rest;
		return true;
	case EQUALS:
	case OPTIONAL:
		*arg = *rest == '=' ? rest + 1 : NULL;
		*next = !*rest && option->form == EQUALS;
		return !*rest || *rest == '=';
	}
	return false;
}

static void parse_words(struct options *opts, const struct strv *words,
			bool inputs_only, int depth);

static void parse_response_file(struct options *opts, const char *path,
				bool inputs_only, int depth)
{
	struct strv words = { 0 };
	struct file file;

	/* each of some nested files could name the next one a thousand times */
	if (depth > 20 || opts->nr_response_files++ == RESPONSE_FILES_MAX)
		die_usage(
			"@%s: response files are nested too deeply, or too many",
			path);
	if (!file_read(path, &file))
		die_usage("@%s: %s", path, strerror(errno));
	if (!words_split((char *)file.data, &words))
		die_usage("@%s: a quote is not closed", path);
	parse_words(opts, &words, inputs_only, depth + 1);
	free(file.data);
}

void options_die_unknown(const char *word)
{
	struct strv known = { 0 };

	for (size_t i = 0; i < nr_options; i++)
		if (option_table[i].name)
			strv_add(&known, option_table[i].name);
	die_unknown_option(word, &known);
}

static bool is_link_file(const char *word)
{
	const char *dot = strrchr(word, '.');

	return dot && !strcmp(dot, LINK_FILE_ENDING);
}

/* What ukl-cc has left of a link. The file gives the program its name; its words give the inputs. */
static void parse_link_file(struct options *opts, const char *path)
{
	struct link_file file = { 0 };
	struct strv words = { 0 };
	size_t nr_before = opts->positional.nr;

	if (!link_file_read(&file, path) || !link_file_check(&file, path))
		return;
	link_file_words(&file, &words);
	report_words_of(path);
	for (size_t i = 0; i < words.nr; i++)
		if (words.v[i][0] == '@' || is_link_file(words.v[i]))
			die_usage(
				"'%s': ukl-cc writes no such word; link the program again",
				words.v[i]);
	ld_words_check_foreign(&words);
	parse_words(opts, &words, true, 0);
	report_words_of(NULL);
	opts->positional.nr = nr_before;
}

static size_t parse_option(struct options *opts, const struct strv *words,
			   size_t i, bool inputs_only)
{
	const char *word = words->v[i], *arg;
	bool next;

	for (const struct option *option = option_table;
	     option < option_table + nr_options; option++) {
		if (!fits(option, word, &arg, &next))
			continue;
		if (inputs_only && !option->input)
			die_usage(
				"--program: '%s' is an option for the whole image; put it outside",
				word);
		if (next) {
			arg = words->v[++i];
			if (!arg)
				die_usage("%s: needs an argument%s%s", word,
					  option->arg ? ": " : "",
					  option->arg ? option->arg : "");
		}
		option->apply(opts, option, arg);
		return i;
	}
	options_die_unknown(word);
}

static void parse_words(struct options *opts, const struct strv *words,
			bool inputs_only, int depth)
{
	for (size_t i = 0; i < words->nr; i++) {
		const char *word = words->v[i];

		if (word[0] == '@' && word[1]) {
			parse_response_file(opts, word + 1, inputs_only, depth);
		} else if (word[0] == '-' && word[1]) {
			i = parse_option(opts, words, i, inputs_only);
		} else if (is_link_file(word)) {
			parse_link_file(opts, word);
			strv_add(&opts->positional, word);
		} else {
			strv_add(&opts->positional, word);
			strv_add(&opts->main_program.inputs, word);
		}
	}
}

static void check_closed(const struct options *opts)
{
	if (opts->ld_open)
		die_usage("-Wl,%s: needs an argument", opts->ld_open);
}

void options_parse(struct options *opts, int argc, char **argv)
{
	struct strv words = { 0 };

	opts->dlopen = -1;
	for (int i = 1; i < argc; i++)
		strv_add(&words, argv[i]);
	parse_words(opts, &words, false, 0);
	check_closed(opts);
}

void options_parse_inputs(struct program *program, const struct strv *words)
{
	struct options opts = { 0 };

	parse_words(&opts, words, true, 0);
	check_closed(&opts);
	strv_add_all(&program->inputs, &opts.main_program.inputs);
	program->no_start_files |= opts.main_program.no_start_files;
	program->no_libraries |= opts.main_program.no_libraries;
	if (opts.main_program.calls)
		program->calls = opts.main_program.calls;
	if (opts.main_program.shortcuts)
		program->shortcuts = opts.main_program.shortcuts;
	if (opts.image.map)
		die_usage(
			"--program: -Map is an option for the whole image; put it outside");
}

void options_help(void)
{
	printf("Usage: ukl-link [OPTION]... RECIPE\n"
	       "       ukl-link [OPTION]... -o OUT.vmlinux FILE...\n"
	       "Link a program into a Linux kernel and write one bootable file.\n"
	       "RECIPE is the name of a program that is known (--list) or a folder with a recipe\n"
	       "(docs/recipes.md; --new makes one);\n"
	       "FILEs are objects and archives made for x86-64, position independent (gcc's default),\n"
	       "or a program's PROG.ukl, which ukl-cc makes (make CC=ukl-cc; see ukl-cc --help).\n"
	       "@FILE stands for the words in FILE.\n");
	for (const struct option *option = option_table;
	     option < option_table + nr_options; option++) {
		char left[64];

		if (!option->help)
			continue;
		if (!option->name) {
			printf("\n%s:\n", option->help);
			continue;
		}
		snprintf(left, sizeof(left), "%s%s%s%s", option->name,
			 option->form == EQUALS	  ? " " :
			 option->form == OPTIONAL ? "[=" :
			 option->form == GLUED	  ? " " :
						    "",
			 option->arg ? option->arg : "",
			 option->form == OPTIONAL ? "]" : "");
		printf("  %-24s%s%s\n", left,
		       strlen(left) < 24 ? "" : "\n                          ",
		       option->help);
	}
	printf("\nExit status: 0 the image was written, 1 it was not, 2 wrong command line.\n");
}
