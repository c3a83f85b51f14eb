// SPDX-License-Identifier: GPL-2.0-only
/* The functions that cost most, as text, Markdown and JSON. */
#include <math.h>
#include <stdlib.h>

#include "loads.h"
#include "results.h"
#include "table.h"

/* Of one load and part, the functions that cost most with the model that needs the fewest instructions. */
struct ranking {
	const struct loads *loads;
	size_t load;
	enum part part;
	size_t fastest; /* model */
	struct function *top;
	size_t nr;
};

/* False: all have failed. */
static bool find_fastest(const struct loads *loads, size_t load, size_t *model)
{
	double best = INFINITY;

	for (size_t i = 0; i < loads->bench->figures.models.nr; i++) {
		const struct figure *figure = loads_figure(loads, load, i, 0);

		if (figure_is_good(figure) && figure_median(figure) < best) {
			best = figure_median(figure);
			*model = i;
		}
	}
	return best < INFINITY;
}

static double per_thing(const struct ranking *ranking, size_t model,
			double instructions)
{
	return instructions /
	       *loads_things(ranking->loads, ranking->load, model);
}

/* With all models. */
static char *append_text(const struct ranking *ranking, char *out)
{
	const struct loads *loads = ranking->loads;
	const struct strv *models = &loads->bench->figures.models;
	struct table table = { .columns = 1 + models->nr };

	strv_addf(&table.cells, "%s: functions of the %s",
		  loads->names.v[ranking->load],
		  loads_part_names[ranking->part]);
	strv_add_all(&table.cells, models);
	for (size_t i = 0; i < ranking->nr; i++) {
		const char *name = ranking->top[i].name;

		strv_add(&table.cells, name);
		for (size_t j = 0; j < models->nr; j++) {
			double all = profile_get(loads->profile, ranking->load,
						 j, ranking->part, name);

			strv_add(&table.cells,
				 loads_have_failed(loads, j, ranking->load, 1) ?
					 "failed" :
					 table_number(
						 per_thing(ranking, j, all)));
		}
	}
	return table_text(&table, xasprintf("%s\n", out));
}

/* With the fastest model alone, and with its share. */
static char *append_markdown(const struct ranking *ranking, char *out)
{
	const struct loads *loads = ranking->loads;
	size_t load = ranking->load, model = ranking->fastest;
	double all = figure_median(loads_figure(loads, load, model, 0));
	struct table table = { .columns = 3 };

	strv_addf(&table.cells, "%s: %s", loads->names.v[load],
		  loads_part_names[ranking->part]);
	strv_add(&table.cells, loads->bench->figures.models.v[model]);
	strv_add(&table.cells, "of all");
	for (size_t i = 0; i < ranking->nr; i++) {
		double each =
			per_thing(ranking, model, ranking->top[i].instructions);

		strv_addf(&table.cells, "`%s`", ranking->top[i].name);
		strv_add(&table.cells, table_number(each));
		strv_addf(&table.cells, "%.1f %%", each / all * 100);
	}
	return table_markdown(&table, xasprintf("%s\n", out));
}

/* {"load", "model", "part", "functions": [{"name", "instructions"}...]} */
static json_t *pack(const struct ranking *ranking)
{
	const struct loads *loads = ranking->loads;
	json_t *functions = json_array();

	for (size_t i = 0; i < ranking->nr; i++) {
		double each = per_thing(ranking, ranking->fastest,
					ranking->top[i].instructions);

		json_array_append_new(
			functions,
			json_pack("{s:s, s:o}", "name", ranking->top[i].name,
				  "instructions", results_number(each)));
	}
	return json_pack("{s:s, s:s, s:s, s:o}", "load",
			 loads->names.v[ranking->load], "model",
			 loads->bench->figures.models.v[ranking->fastest],
			 "part", loads_part_names[ranking->part], "functions",
			 functions);
}

/* Returns the functions for "more". */
static json_t *add_ranking(const struct loads *loads, size_t load,
			   enum part part)
{
	struct ranking ranking = { .loads = loads, .load = load, .part = part };
	struct bench *bench = loads->bench;
	json_t *packed;

	if (!find_fastest(loads, load, &ranking.fastest))
		return json_null();
	ranking.top = xcalloc(loads->top, sizeof(*ranking.top));
	ranking.nr = profile_top(loads->profile, load, ranking.fastest, part,
				 ranking.top, loads->top);
	if (loads->show_functions)
		bench->more_text = append_text(&ranking, bench->more_text);
	bench->more_markdown = append_markdown(&ranking, bench->more_markdown);
	packed = pack(&ranking);
	free(ranking.top);
	return packed;
}

void loads_add_functions(const struct loads *loads)
{
	struct bench *bench = loads->bench;
	json_t *all = json_array();

	bench->more_markdown = xasprintf(
		"%s\n## The functions that cost most\n\n"
		"Instructions per %s with the fastest model, and per cent of the whole %s: in the\n"
		"kernel's text, and in that of the program and its libraries. Mean of the boots.\n",
		bench->more_markdown, loads->thing, loads->thing);
	for (int part = NR_PARTS - 1; part >= 0; part--)
		for (size_t i = 0; i < loads->names.nr; i++)
			json_array_append_new(all, add_ranking(loads, i, part));
	json_object_set_new(bench->more, "functions", all);
}
