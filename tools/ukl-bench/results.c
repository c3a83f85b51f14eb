// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "plain.h"
#include "report.h"
#include "results.h"

static const char format[] = "ukl-bench";

json_t *results_number(double number)
{
	return isnan(number) ? json_null() :
			       json_real(round(number * 100) / 100);
}

static json_t *pack_figure(const struct figure *figure)
{
	json_t *samples;
	unsigned int runs = 0;

	if (!figure_is_good(figure))
		return json_pack("{s:s}", "failed",
				 figure->failed ? figure->failed :
						  "not measured");
	samples = json_array();
	for (size_t i = 0; i < figure->nr; i++) {
		json_array_append_new(samples,
				      results_number(figure->samples[i]));
		runs += !i || figure->run[i] != figure->run[i - 1];
	}
	return json_pack("{s:o, s:o, s:o, s:I, s:I, s:o}", "median",
			 results_number(figure_median(figure)), "spread_runs",
			 results_number(figure_spread_runs(figure)),
			 "spread_samples",
			 results_number(figure_spread_samples(figure)), "n",
			 (json_int_t)figure->nr, "runs", (json_int_t)runs,
			 "samples", samples);
}

json_t *results_pack_rows(const struct figures *figures)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < figures->rows.nr; i++) {
		json_t *row = json_pack("{s:s}", "name", figures->rows.v[i]);

		for (size_t j = 0; j < figures->models.nr; j++)
			json_object_set_new(
				row, figures->models.v[j],
				pack_figure(figures_at(figures, i, j)));
		json_array_append_new(rows, row);
	}
	return rows;
}

void results_put(json_t *results, const char *verb, const char *unit,
		 const struct figures *figures)
{
	json_t *models = json_array();

	for (size_t i = 0; i < figures->models.nr; i++)
		json_array_append_new(models,
				      json_string(figures->models.v[i]));
	json_object_set_new(results, "format", json_string(format));
	json_object_set_new(results, "version", json_integer(RESULTS_VERSION));
	json_object_set_new(results, "verb", json_string(verb));
	json_object_set_new(results, "unit", json_string(unit));
	json_object_set_new(results, "models", models);
	json_object_set_new(results, "rows", results_pack_rows(figures));
}

bool results_write(const json_t *results, const char *path)
{
	char *text =
		json_dumps(results, JSON_INDENT(2) | JSON_REAL_PRECISION(12));
	char *lines = xasprintf("%s\n", text);
	bool ok = file_write(path, lines, strlen(lines), 0666);

	free(lines);
	free(text);
	return ok;
}

static bool take_names(const json_t *array, struct strv *names)
{
	size_t i;
	json_t *name;

	if (!json_array_size(array))
		return false;
	json_array_foreach(array, i, name)
	{
		if (!json_is_string(name) || !is_plain(json_string_value(name)))
			return false;
		strv_add(names, json_string_value(name));
	}
	return true;
}

/* Of a number of bytes, instructions, ms; others would end as "inf %". */
static bool is_figure(const json_t *number)
{
	const double value = json_number_value(number);

	return json_is_number(number) && value >= 0.001 && value <= 1e18;
}

static bool take_cell(const json_t *cell, struct figure *figure)
{
	const json_t *median = json_object_get(cell, "median");
	const json_t *failed = json_object_get(cell, "failed");

	if (json_is_string(failed))
		figure_fail(figure, "%s", json_string_value(failed));
	else if (is_figure(median))
		figure_add(figure, 0, json_number_value(median));
	else
		return false;
	return true;
}

/* A text that may be printed? */
static bool has_plain(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text && is_plain(text);
}

/* What is wrong with it, or NULL. */
static const char *take_results(const json_t *results, struct figures *figures)
{
	const json_t *rows = json_object_get(results, "rows");
	const char *its_format =
		json_string_value(json_object_get(results, "format"));
	struct strv models = { 0 }, names = { 0 };

	if (!its_format || strcmp(its_format, format))
		return "not a result file of ukl-bench";
	if (json_integer_value(json_object_get(results, "version")) !=
	    RESULTS_VERSION)
		return "written by another version of ukl-bench; measure again";
	if (!take_names(json_object_get(results, "models"), &models) ||
	    !json_array_size(rows) || !has_plain(results, "unit"))
		return "damaged: a part is missing";
	for (size_t i = 0; i < json_array_size(rows); i++) {
		const json_t *row = json_array_get(rows, i);

		if (!has_plain(row, "name"))
			return "damaged: a row without a name";
		/* else there could be many more figures than the file has bytes */
		if (json_object_size(row) <= models.nr)
			return "damaged: a figure is missing";
		strv_add(&names,
			 json_string_value(json_object_get(row, "name")));
	}
	figures_init(figures, &models, &names);
	for (size_t i = 0; i < names.nr; i++)
		for (size_t j = 0; j < models.nr; j++)
			if (!take_cell(json_object_get(json_array_get(rows, i),
						       models.v[j]),
				       figures_at(figures, i, j)))
				return "damaged: a figure is missing";
	return NULL;
}

json_t *results_read(const char *path, struct figures *figures)
{
	struct file file;
	json_error_t reason;
	const char *fault;
	json_t *results;

	if (!file_read(path, &file)) {
		error("%s: %s", path, strerror(errno));
		return NULL;
	}
	results = json_loadb((char *)file.data, file.size, 0, &reason);
	free(file.data);
	if (!results) {
		error("%s: line %d: %s; not a result file of ukl-bench", path,
		      reason.line, reason.text);
		return NULL;
	}
	fault = take_results(results, figures);
	if (!fault)
		return results;
	error("%s: %s", path, fault);
	json_decref(results);
	return NULL;
}
