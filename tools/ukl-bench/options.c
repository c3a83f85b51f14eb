// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nearest.h"
#include "number.h"
#include "options.h"
#include "report.h"

enum { HELP_COLUMN = 22 };

static void show_option(const char *name, const char *value, const char *help)
{
	int column =
		printf("  %s%s%s", name, value ? " " : "", value ? value : "");

	if (column >= HELP_COLUMN) {
		printf("\n");
		column = 0;
	}
	while (help) {
		const char *end = strchrnul(help, '\n');

		printf("%*s%.*s\n", HELP_COLUMN - column, "", (int)(end - help),
		       help);
		column = 0;
		help = *end ? end + 1 : NULL;
	}
}

static _Noreturn void show_help(const struct usage *usage)
{
	printf("Usage: %s [OPTION]...%s%s\n%s\n", usage->program,
	       *usage->operands ? " " : "", usage->operands, usage->text);
	for (const struct option_spec *spec = usage->options; spec->name;
	     spec++)
		show_option(spec->name, spec->value, spec->help);
	show_option("--help", NULL, "print this text");
	if (usage->more)
		usage->more();
	exit(EXIT_SUCCESS);
}

static void take_number(const struct option_spec *spec, const char *value)
{
	if (!parse_number(value, spec->min, spec->max, spec->number))
		error("%s %s: not a number from %u to %u", spec->name, value,
		      spec->min, spec->max);
}

static void take_list(const struct option_spec *spec, const char *value)
{
	char *words = xstrdup(value), *word;

	*spec->list = (struct strv){ 0 };
	while ((word = strsep(&words, ",")))
		strv_add(spec->list, word);
}

static void take(const struct option_spec *spec, const char *value)
{
	if (spec->flag)
		*spec->flag = true;
	else if (spec->number)
		take_number(spec, value);
	else if (!*value)
		error("%s: the value is empty", spec->name);
	else if (spec->list)
		take_list(spec, value);
	else
		*spec->text = value;
}

/* What is given counts, wherever it stands. */
static void take_quick(const struct usage *usage, const bool *given)
{
	if (!usage->quick || !*usage->quick)
		return;
	for (size_t i = 0; usage->options[i].name; i++)
		if (usage->options[i].quick && !given[i])
			*usage->options[i].number = usage->options[i].quick;
}

static size_t count(const struct option_spec *specs)
{
	size_t nr = 0;

	while (specs && specs[nr].name)
		nr++;
	return nr;
}

const struct option_spec *options_join(const struct option_spec *first,
				       const struct option_spec *second)
{
	size_t nr = count(first), more = count(second) + 1;
	struct option_spec *all = xmalloc((nr + more) * sizeof(*all));

	if (nr)
		memcpy(all, first, nr * sizeof(*all));
	memcpy(all + nr, second, more * sizeof(*all));
	return all;
}

/* What does not begin with a '-'. */
static void take_operand(const struct usage *usage, const char *word,
			 struct strv *operands)
{
	if (!*usage->operands)
		error("%s: %s takes no operands", word,
		      strrchr(usage->program, ' ') + 1);
	strv_add(operands, word);
}

static const struct option_spec *find(const struct usage *usage,
				      const char *word)
{
	size_t len = strcspn(word, "=");

	for (const struct option_spec *spec = usage->options; spec->name;
	     spec++)
		if (strlen(spec->name) == len &&
		    !strncmp(spec->name, word, len))
			return spec;
	return NULL;
}

static _Noreturn void report_unknown(const struct usage *usage,
				     const char *word)
{
	struct strv known = { 0 };

	for (const struct option_spec *spec = usage->options; spec->name;
	     spec++)
		strv_add(&known, spec->name);
	strv_add(&known, "--help");
	die_unknown_option(word, &known);
}

void options_parse(const struct usage *usage, int argc, char **argv,
		   struct strv *operands)
{
	bool *given = xcalloc(count(usage->options) + 1, sizeof(*given));
	bool only_operands = false;

	report_init(usage->program);
	for (int i = 1; i < argc; i++) {
		const struct option_spec *spec;
		const char *value;

		if (only_operands || argv[i][0] != '-' || !argv[i][1]) {
			take_operand(usage, argv[i], operands);
			continue;
		}
		if (!strcmp(argv[i], "--")) {
			only_operands = true;
			continue;
		}
		if (!strcmp(argv[i], "--help"))
			show_help(usage);
		spec = find(usage, argv[i]);
		if (!spec)
			report_unknown(usage, argv[i]);
		given[spec - usage->options] = true;
		value = strchr(argv[i], '=');
		if (value)
			value++;
		if (spec->flag && value)
			error("%s: takes no value", spec->name);
		else if (!spec->flag && !value && i + 1 == argc)
			error("%s: needs a value: %s %s", spec->name,
			      spec->name, spec->value);
		else
			take(spec, spec->flag || value ? value : argv[++i]);
	}
	take_quick(usage, given);
	free(given);
}
