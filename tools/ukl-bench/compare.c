// SPDX-License-Identifier: GPL-2.0-only
/* ukl-bench compare: what changed from one result file to another. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "builtin.h"
#include "options.h"
#include "report.h"
#include "results.h"
#include "table.h"

static const struct option_spec option_specs[] = { { 0 } };

static const struct usage usage = {
	.program = "ukl-bench compare",
	.operands = "BEFORE.json AFTER.json",
	.text = "Print, for each figure of two result files of the same verb, what it was, what it is\n"
		"now and the change in per cent. Status 1 if a figure is in only one of them, or failed in the\n"
		"second and not in the first; a warning if they were not measured in the same way.\n",
	.options = option_specs,
};

static size_t find(const struct strv *words, const char *word)
{
	for (size_t i = 0; i < words->nr; i++)
		if (!strcmp(words->v[i], word))
			return i;
	return words->nr;
}

/* The cell of the same name, or NULL. */
static const struct figure *find_figure(const struct figures *figures,
					const char *row, const char *model)
{
	size_t i = find(&figures->rows, row);
	size_t j = find(&figures->models, model);

	if (i == figures->rows.nr || j == figures->models.nr)
		return NULL;
	return figures_at(figures, i, j);
}

static char *format(const struct figure *figure)
{
	return figure_is_good(figure) ? table_number(figure_median(figure)) :
					xstrdup("failed");
}

static void add_row(struct table *table, const char *name,
		    const struct figure *before, const struct figure *after)
{
	char *from = format(before), *to = format(after);

	strv_add(&table->cells, name);
	strv_add(&table->cells, from);
	strv_add(&table->cells, to);
	if (figure_is_good(before) && figure_is_good(after))
		strv_addf(&table->cells, "%+.1f %%",
			  (figure_median(after) / figure_median(before) - 1) *
				  100);
	else
		strv_add(&table->cells, "-");
	free(from);
	free(to);
}

static void append_rest(char **list, const struct strv *here,
			const struct strv *there)
{
	for (size_t i = 0; i < here->nr; i++)
		if (find(there, here->v[i]) == there->nr)
			*list = xasprintf("%s%s'%s'", *list, **list ? ", " : "",
					  here->v[i]);
}

/* The columns and rows that only @here has, or "". */
static char *list_rest(const struct figures *here, const struct figures *there)
{
	char *list = xstrdup("");

	append_rest(&list, &here->models, &there->models);
	append_rest(&list, &here->rows, &there->rows);
	return list;
}

static void report_rest(const struct strv *paths, const struct figures *before,
			const struct figures *after)
{
	const char *first = list_rest(before, after);
	const char *second = list_rest(after, before);

	if (*first && *second)
		error("only in %s: %s; only in %s: %s", paths->v[0], first,
		      paths->v[1], second);
	else if (*first || *second)
		error("only in %s: %s", paths->v[*first ? 0 : 1],
		      *first ? first : second);
}

/* Those that there are no more. */
static void report_lost(const struct strv *paths, const struct figures *before,
			const struct figures *after)
{
	struct strv lost = { 0 };

	for (size_t i = 0; i < before->rows.nr; i++) {
		for (size_t j = 0; j < before->models.nr; j++) {
			const char *row = before->rows.v[i];
			const char *model = before->models.v[j];
			const struct figure *now =
				find_figure(after, row, model);

			if (now && now->failed &&
			    figure_is_good(figures_at(before, i, j)))
				strv_addf(&lost, "'%s' of %s", row, model);
		}
	}
	if (lost.nr)
		error("failed in %s and not in %s: %s", paths->v[1],
		      paths->v[0], strv_join(&lost, ", "));
}

static char *show(const json_t *value)
{
	return value ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT) :
		       xstrdup("none");
}

/* Figures that were not measured in the same way may differ for that alone. */
static void warn_of_conditions(const struct strv *paths, const json_t *first,
			       const json_t *second)
{
	static const char *const keys[] = {
		"profile",  "smp",	   "icount", "network",	 "requests",
		"messages", "connections", "size",   "pause_us", "handles",
		"accel",
	};
	struct strv different = { 0 };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const json_t *before = json_object_get(first, keys[i]);
		const json_t *after = json_object_get(second, keys[i]);

		if (before == after || json_equal(before, after))
			continue;
		strv_addf(&different, "%s (%s, %s)", keys[i], show(before),
			  show(after));
	}
	if (different.nr)
		warning("%s and %s were not measured in the same way: %s",
			paths->v[0], paths->v[1], strv_join(&different, ", "));
}

static bool same_kind(const json_t *before, const json_t *after)
{
	static const char *const keys[] = { "verb", "unit" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (!json_equal(json_object_get(before, keys[i]),
				json_object_get(after, keys[i])))
			return false;
	return true;
}

static void print_model(const struct figures *before, size_t model,
			const struct figures *after)
{
	const char *name = before->models.v[model];
	struct table table = { .columns = 4 };

	if (find(&after->models, name) == after->models.nr)
		return;
	strv_add(&table.cells, name);
	strv_add(&table.cells, "before");
	strv_add(&table.cells, "after");
	strv_add(&table.cells, "change");
	for (size_t i = 0; i < before->rows.nr; i++) {
		const struct figure *now =
			find_figure(after, before->rows.v[i], name);

		if (now)
			add_row(&table, before->rows.v[i],
				figures_at(before, i, model), now);
	}
	printf("\n%s", table_text(&table, xstrdup("")));
}

int builtin_compare(int argc, char **argv)
{
	struct strv paths = { 0 };
	struct figures before = { 0 }, after = { 0 };
	json_t *first, *second;

	options_parse(&usage, argc, argv, &paths);
	if (!report_failed() && paths.nr != 2)
		error("two result files are compared, not %zu", paths.nr);
	if (report_failed())
		return EXIT_USAGE;
	first = results_read(paths.v[0], &before);
	/* What is wrong with one file is said once. */
	if (strcmp(paths.v[0], paths.v[1])) {
		second = results_read(paths.v[1], &after);
	} else {
		second = first;
		after = before;
	}
	if (!first || !second)
		return EXIT_FAULT;
	if (!same_kind(first, second)) {
		error("%s and %s: not of the same verb and unit", paths.v[0],
		      paths.v[1]);
		return EXIT_FAULT;
	}
	warn_of_conditions(&paths, first, second);
	printf("%s\n", json_string_value(json_object_get(first, "unit")));
	for (size_t j = 0; j < before.models.nr; j++)
		print_model(&before, j, &after);
	report_rest(&paths, &before, &after);
	report_lost(&paths, &before, &after);
	return report_failed() ? EXIT_FAULT : EXIT_SUCCESS;
}
