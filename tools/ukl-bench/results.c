// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "plain.h"
#include "report.h"
#include "results.h"

enum { MAX_NAME = 200, MAX_NAMES = 1000 };

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

/* Names of models or rows; NULL, or what is wrong with them. */
static const char *add_name(struct strv *names, const json_t *name)
{
	const char *text = json_string_value(name);

	if (!text || !*text)
		return "a name is missing";
	if (!is_plain(text))
		return "a name has a character that cannot be printed";
	if (strlen(text) > MAX_NAME)
		return "a name is too long";
	if (names->nr == MAX_NAMES)
		return "more models or rows than any benchmark has";
	if (strv_has(names, text))
		return "a model or row is there twice";
	strv_add(names, text);
	return NULL;
}

static const char *take_models(const json_t *array, struct strv *models)
{
	const char *fault = NULL;
	json_t *name;
	size_t i;

	if (!json_array_size(array))
		return "the models are missing";
	json_array_foreach(array, i, name)
	{
		fault = add_name(models, name);
		if (fault)
			break;
	}
	return fault;
}

static const char *take_row_names(const json_t *rows, size_t models,
				  struct strv *names)
{
	const char *fault = NULL;
	json_t *row;
	size_t i;

	if (!json_array_size(rows))
		return "the rows are missing";
	json_array_foreach(rows, i, row)
	{
		fault = add_name(names, json_object_get(row, "name"));
		/* else there could be many more figures than the file has bytes */
		if (!fault && json_object_size(row) <= models)
			fault = "a figure is missing";
		if (fault)
			break;
	}
	return fault;
}

/* Of a number of bytes, instructions, ms; others would end as "inf %". */
static const char *check_median(const json_t *number)
{
	const double value = json_number_value(number);

	if (!number)
		return "a figure is missing";
	if (!json_is_number(number))
		return "a median is no number";
	if (value <= 0)
		return "a median is not above 0";
	return value >= 0.001 && value <= 1e18 ? NULL :
						 "a median is out of range";
}

static const char *take_cell(const json_t *cell, struct figure *figure)
{
	const json_t *median = json_object_get(cell, "median");
	const json_t *failed = json_object_get(cell, "failed");
	const char *fault;

	if (json_is_string(failed)) {
		figure_fail(figure, "%s", json_string_value(failed));
		return NULL;
	}
	fault = check_median(median);
	if (!fault)
		figure_add(figure, 0, json_number_value(median));
	return fault;
}

/* It is printed. */
static const char *check_unit(const json_t *unit)
{
	const char *text = json_string_value(unit);

	if (!text)
		return "the unit is missing";
	if (!is_plain(text))
		return "the unit has a character that cannot be printed";
	return strlen(text) > MAX_NAME ? "the unit is too long" : NULL;
}

/* What is damaged, or NULL. */
static const char *take_figures(const json_t *results, struct figures *figures)
{
	const json_t *rows = json_object_get(results, "rows");
	struct strv models = { 0 }, names = { 0 };
	const char *fault;

	if ((fault = check_unit(json_object_get(results, "unit"))) ||
	    (fault = take_models(json_object_get(results, "models"),
				 &models)) ||
	    (fault = take_row_names(rows, models.nr, &names)))
		return fault;
	figures_init(figures, &models, &names);
	for (size_t i = 0; !fault && i < names.nr; i++)
		for (size_t j = 0; !fault && j < models.nr; j++)
			fault = take_cell(
				json_object_get(json_array_get(rows, i),
						models.v[j]),
				figures_at(figures, i, j));
	return fault;
}

/* False after a report. */
static bool take_results(const char *path, const json_t *results,
			 struct figures *figures)
{
	const char *its_format =
		json_string_value(json_object_get(results, "format"));
	const char *fault = NULL;

	if (!its_format || strcmp(its_format, format))
		error("%s: not a result file of ukl-bench", path);
	else if (json_integer_value(json_object_get(results, "version")) !=
		 RESULTS_VERSION)
		error("%s: written by another version of ukl-bench; measure again",
		      path);
	else if ((fault = take_figures(results, figures)))
		error("%s: damaged: %s", path, fault);
	else
		return true;
	return false;
}

json_t *results_read(const char *path, struct figures *figures)
{
	struct file file;
	json_error_t reason;
	json_t *results;

	if (!file_read(path, &file)) {
		error("%s: %s", path, strerror(errno));
		return NULL;
	}
	results = json_loadb((char *)file.data, file.size,
			     JSON_REJECT_DUPLICATES, &reason);
	free(file.data);
	if (!results) {
		error("%s: line %d: %s; not a result file of ukl-bench", path,
		      reason.line, reason.text);
		return NULL;
	}
	if (take_results(path, results, figures))
		return results;
	json_decref(results);
	return NULL;
}
