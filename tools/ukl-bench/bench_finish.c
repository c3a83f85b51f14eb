// SPDX-License-Identifier: GPL-2.0-only
/* What a benchmark has found: a table on the terminal, JSON, Markdown. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "files.h"
#include "origin.h"
#include "report.h"
#include "results.h"
#include "table.h"
#include "variant.h"

/* One line for each reason of a model that failed as a whole, else one for each row. */
static void report_failures(const struct bench *bench, size_t model)
{
	bool whole = bench_has_failed(bench, model);
	const char *last = bench_not_linked;

	for (size_t i = 0; i < bench->figures.rows.nr; i++) {
		const char *why = figures_at(&bench->figures, i, model)->failed;

		if (!why || (whole && !strcmp(why, last)))
			continue;
		last = why;
		if (whole)
			error("%s: failed: %s", bench->figures.models.v[model],
			      why);
		else
			error("%s: %s failed: %s",
			      bench->figures.models.v[model],
			      bench->figures.rows.v[i], why);
	}
}

/* "232.0", or "219.0  94.4 %" where there is something to compare with. */
static char *format_figure(const struct figure *figure,
			   const struct figure *base)
{
	char *number;

	if (!figure_is_good(figure))
		return xstrdup("failed");
	number = table_number(figure_median(figure));
	if (!base || !figure_is_good(base))
		return number;
	return xasprintf("%s  %5.1f %%", number,
			 figure_median(figure) / figure_median(base) * 100);
}

struct table bench_make_table(const struct bench *bench,
			      const struct figures *figures,
			      const char *heading)
{
	struct table table = { .columns = 1 + figures->models.nr + 1 };
	size_t base_number = bench->base;

	strv_add(&table.cells, heading);
	strv_add_all(&table.cells, &figures->models);
	strv_add(&table.cells, "spread");
	for (size_t i = 0; i < figures->rows.nr; i++) {
		const struct figure *base = figures_at(figures, i, base_number);
		double spread = NAN;

		strv_add(&table.cells, figures->rows.v[i]);
		for (size_t j = 0; j < figures->models.nr; j++) {
			const struct figure *figure = figures_at(figures, i, j);
			char *cell = format_figure(
				figure, j != base_number ? base : NULL);

			strv_add(&table.cells, cell);
			free(cell);
			/* Of a number and NAN fmax() takes the number. */
			if (figure_is_good(figure))
				spread = fmax(spread,
					      figure_spread_runs(figure));
		}
		if (isnan(spread))
			strv_add(&table.cells, "-");
		else
			strv_addf(&table.cells, "%.1f %%", spread);
	}
	return table;
}

/* @text with @word in place of its first %s. */
static char *fill_in(const char *text, const char *word)
{
	const char *at = strstr(text, "%s");

	if (!at)
		return xstrdup(text);
	return xasprintf("%.*s%s%s", (int)(at - text), text, word, at + 2);
}

/* The base, and the number of boots in words, put into the explanation. */
static char *explain(const struct bench *bench)
{
	const char *base = bench->figures.models.v[bench->base];
	char *text = fill_in(bench->explanation,
			     strcmp(base, "process") ? base : "the process");

	return fill_in(text, bench->runs == 1 ?
				     "one boot" :
				     xasprintf("%u boots", bench->runs));
}

/* All of them, each once. */
static char *list_profiles(const struct bench *bench)
{
	struct strv seen = { 0 };
	char *list = NULL;

	for (size_t i = 0; i < bench->figures.models.nr; i++) {
		const char *profile = bench->variant[i].profile;

		if (strv_has(&seen, profile))
			continue;
		strv_add(&seen, profile);
		list = list ? xasprintf("%s, %s", list, profile) :
			      xstrdup(profile);
	}
	return list;
}

/* That of the first image. */
static json_t *get_kernel(const struct bench *bench)
{
	for (size_t i = 0; i < bench->figures.models.nr; i++)
		if (bench->variant[i].kernel)
			return json_incref(bench->variant[i].kernel);
	return json_null();
}

static json_t *pack_variants(const struct bench *bench)
{
	json_t *all = json_array();

	for (size_t i = 0; i < bench->figures.models.nr; i++) {
		const struct variant *variant = &bench->variant[i];

		json_array_append_new(all,
				      json_pack("{s:s, s:s, s:s, s:O?}", "name",
						bench->figures.models.v[i],
						"profile", variant->profile,
						"model", variant->model->name,
						"kernel", variant->kernel));
	}
	return all;
}

static const char *get_text(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value ? value : "unknown";
}

static char *describe_origin(const struct bench *bench, const json_t *results)
{
	const json_t *machine = json_object_get(results, "machine");
	const json_t *versions = json_object_get(results, "versions");
	const json_t *kernel = json_object_get(results, "kernel");

	return xasprintf(
		"- command: `%s`\n- measured: %s, ukl %s, commit %s\n"
		"- kernel: linux-source %s, profile %s, %u CPU%s\n"
		"- QEMU %s, `-icount %s`\n- gcc %s, glibc %s\n"
		"- on: %s, %d cores\n",
		get_text(results, "command"), get_text(results, "when"),
		get_text(versions, "ukl"), get_text(results, "commit"),
		get_text(kernel, "package"), list_profiles(bench), bench->smp,
		bench->smp == 1 ? "" : "s", get_text(versions, "qemu"),
		bench->icount, get_text(versions, "gcc"),
		get_text(versions, "glibc"), get_text(machine, "cpu"),
		(int)json_integer_value(json_object_get(machine, "cores")));
}

static bool write_markdown(const struct bench *bench, const struct table *table,
			   const json_t *results)
{
	const struct strv *rows = &bench->figures.rows;
	char *text = xasprintf("# %s\n\n%s\n", bench->title, explain(bench));
	bool ok;

	text = table_markdown(table, text);
	text = xasprintf("%s\n%s\n", text, describe_origin(bench, results));
	for (size_t i = 0; i < rows->nr; i++) {
		const char *what = bench->describe(rows->v[i]);

		if (what)
			text = xasprintf("%s- %s: %s\n", text, rows->v[i],
					 what);
	}
	if (bench->more_markdown)
		text = xasprintf("%s\n%s", text, bench->more_markdown);
	ok = file_write(bench->markdown, text, strlen(text), 0666);
	free(text);
	return ok;
}

/* What another run has written stays. */
static int give_up(const struct bench *bench)
{
	const char *json = bench->json ? bench->json : "";
	const char *markdown = bench->markdown ? bench->markdown : "";

	if (*json || *markdown)
		error("nothing has been measured; not written: %s%s%s", json,
		      *json && *markdown ? ", " : "", markdown);
	return EXIT_FAULT;
}

int bench_finish(struct bench *bench, int argc, char **argv)
{
	struct table table;
	json_t *results;

	for (size_t i = 0; i < bench->figures.models.nr; i++)
		report_failures(bench, i);
	if (!figures_have_good(&bench->figures))
		return give_up(bench);
	table = bench_make_table(bench, &bench->figures, bench->heading);
	results = origin_make(argc, argv);
	json_object_set_new(results, "profile",
			    json_string(list_profiles(bench)));
	json_object_set_new(results, "base",
			    json_string(bench->figures.models.v[bench->base]));
	json_object_set_new(results, "variants", pack_variants(bench));
	json_object_set_new(results, "smp", json_integer(bench->smp));
	json_object_set_new(results, "icount", json_string(bench->icount));
	json_object_set_new(results, "kernel", get_kernel(bench));
	if (bench->more)
		json_object_update(results, bench->more);
	results_put(results, bench->verb, bench->unit, &bench->figures);
	printf("%s", table_text(&table, explain(bench)));
	if (bench->more_text)
		printf("%s", bench->more_text);
	if (bench->json)
		results_write(results, bench->json);
	if (bench->markdown)
		write_markdown(bench, &table, results);
	json_decref(results);
	return report_failed() ? EXIT_FAULT : EXIT_SUCCESS;
}
