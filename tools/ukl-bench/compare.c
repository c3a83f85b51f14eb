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
		"now and the change in per cent. Status 1 if a figure is in only one of them.\n",
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

static bool same_kind(const json_t *before, const json_t *after)
{
	static const char *const keys[] = { "verb", "unit" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (!json_equal(json_object_get(before, keys[i]),
				json_object_get(after, keys[i])))
			return false;
	return true;
}

int builtin_compare(int argc, char **argv)
{
	struct strv paths = { 0 };
	struct figures before, after;
	json_t *first, *second;

	options_parse(&usage, argc, argv, &paths);
	if (!report_failed() && paths.nr != 2)
		error("two result files are compared, not %zu", paths.nr);
	if (report_failed())
		return EXIT_USAGE;
	first = results_read(paths.v[0], &before);
	second = results_read(paths.v[1], &after);
	if (!first || !second)
		return EXIT_FAULT;
	if (!same_kind(first, second)) {
		error("%s and %s: not of the same verb and unit", paths.v[0],
		      paths.v[1]);
		return EXIT_FAULT;
	}
	printf("%s\n", json_string_value(json_object_get(first, "unit")));
	for (size_t j = 0; j < before.models.nr; j++) {
		struct table table = { .columns = 4 };

		if (find(&after.models, before.models.v[j]) == after.models.nr)
			continue;
		strv_add(&table.cells, before.models.v[j]);
		strv_add(&table.cells, "before");
		strv_add(&table.cells, "after");
		strv_add(&table.cells, "change");
		for (size_t i = 0; i < before.rows.nr; i++) {
			const struct figure *now = find_figure(
				&after, before.rows.v[i], before.models.v[j]);

			if (now)
				add_row(&table, before.rows.v[i],
					figures_at(&before, i, j), now);
		}
		printf("\n%s", table_text(&table, xstrdup("")));
	}
	report_rest(&paths, &before, &after);
	return report_failed() ? EXIT_FAULT : EXIT_SUCCESS;
}
