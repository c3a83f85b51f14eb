// SPDX-License-Identifier: GPL-2.0-only
/* ukl-bench chart: result files as a picture. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "builtin.h"
#include "needs.h"
#include "options.h"
#include "output.h"
#include "paths.h"
#include "plot.h"
#include "report.h"
#include "results.h"
#include "table.h"

enum {
	/* Per cent: what is more would make all other bars short. */
	WIDEST = 200,
	TOP_ROWS = 12,
};

struct result {
	json_t *file;
	struct figures figures;
	bool *shown; /* by row */
};

static const char *output;
static unsigned int top = TOP_ROWS;

static const struct option_spec option_specs[] = {
	{ .name = "-o",
	  .value = "FILE.svg",
	  .help = "the picture",
	  .text = &output },
	{ .name = "--top",
	  .value = "N",
	  .help = "of each file the N rows in which the models differ most (default 12)",
	  .number = &top,
	  .min = 1,
	  .max = 100 },
	{ 0 },
};

static const struct usage usage = {
	.program = "ukl-bench chart",
	.operands = "-o FILE.svg FILE.json...",
	.text = "Draw result files: a bar for each figure, in per cent of the first model. Rows that are\n"
		"parts of others (\", program\", \", kernel\") are left out. gnuplot draws.\n",
	.options = option_specs,
};

static bool is_part(const char *row)
{
	static const char *const ends[] = { ", program", ", kernel" };
	size_t len = strlen(row);

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (len > strlen(ends[i]) &&
		    !strcmp(row + len - strlen(ends[i]), ends[i]))
			return true;
	return false;
}

/* Per cent of the first model, or 0 if there is nothing to compare. */
static double get_share(const struct figures *figures, size_t row, size_t model)
{
	const struct figure *base = figures_at(figures, row, 0);
	const struct figure *figure = figures_at(figures, row, model);

	if (!figure_is_good(base) || !figure_is_good(figure))
		return 0;
	return figure_median(figure) / figure_median(base) * 100;
}

/* How far the models are from the first, at most. */
static double get_difference(const struct figures *figures, size_t row)
{
	double most = 0;

	for (size_t i = 0; i < figures->models.nr; i++) {
		double share = get_share(figures, row, i);

		if (share > 0)
			most = fmax(most, fabs(log(share / 100)));
	}
	return most;
}

/* Those with the largest differences, in the order of the file. */
static void choose_rows(struct result *result)
{
	const struct figures *figures = &result->figures;

	result->shown = xcalloc(figures->rows.nr, sizeof(*result->shown));
	for (unsigned int n = 0; n < top; n++) {
		size_t best = figures->rows.nr;

		for (size_t i = 0; i < figures->rows.nr; i++)
			if (!result->shown[i] && !is_part(figures->rows.v[i]) &&
			    (best == figures->rows.nr ||
			     get_difference(figures, i) >
				     get_difference(figures, best)))
				best = i;
		if (best == figures->rows.nr)
			return;
		result->shown[best] = true;
	}
}

static const char *get_text(const struct result *result, const char *key)
{
	const char *text =
		json_string_value(json_object_get(result->file, key));

	return text ? text : "unknown";
}

static void draw_row(struct plot *plot, const struct figures *figures,
		     size_t row)
{
	const struct strv *models = &figures->models;

	plot_group(plot, figures->rows.v[row], models->nr);
	for (size_t i = 0; i < models->nr; i++) {
		const struct figure *figure = figures_at(figures, row, i);
		double share = get_share(figures, row, i);
		char *number = figure_is_good(figure) ?
				       table_number(figure_median(figure)) :
				       xstrdup("failed");
		char *text = i && share > 0 ?
				     xasprintf("%s  %.1f %%", number, share) :
				     xstrdup(number);

		plot_bar(plot, models->v[i], share, text);
		free(number);
		free(text);
	}
	plot->y += 0.5;
}

static void draw(struct plot *plot, const struct result *result)
{
	const struct figures *figures = &result->figures;
	char *heading =
		xasprintf("%s, profile %s: %s; per cent of %s",
			  get_text(result, "verb"), get_text(result, "profile"),
			  get_text(result, "unit"), figures->models.v[0]);

	plot_heading(plot, heading);
	free(heading);
	for (size_t i = 0; i < figures->rows.nr; i++)
		if (result->shown[i])
			draw_row(plot, figures, i);
}

static void add_models(struct strv *all, const struct strv *models)
{
	for (size_t i = 0; i < models->nr; i++) {
		size_t j = 0;

		while (j < all->nr && strcmp(all->v[j], models->v[i]))
			j++;
		if (j == all->nr)
			strv_add(all, models->v[i]);
	}
}

static double get_widest(const struct result *result)
{
	const struct figures *figures = &result->figures;
	double widest = 100;

	for (size_t i = 0; i < figures->rows.nr; i++)
		for (size_t j = 0; result->shown[i] && j < figures->models.nr;
		     j++)
			widest = fmax(widest, get_share(figures, i, j));
	return fmin(widest, WIDEST);
}

static bool is_svg(const char *path)
{
	const char *dot = strrchr(path_base(path), '.');

	return dot && !strcmp(dot, ".svg");
}

int builtin_chart(int argc, char **argv)
{
	struct strv paths = { 0 }, models = { 0 };
	struct result *results;
	struct plot plot;
	double widest = 0;

	options_parse(&usage, argc, argv, &paths);
	if (!report_failed() && !paths.nr)
		error("which result files? ukl-bench VERB --json FILE.json writes one");
	if (!report_failed() && !output)
		error("where to? give -o FILE.svg");
	else if (!report_failed() && !is_svg(output))
		error("-o %s: pictures are SVG; give -o FILE.svg", output);
	if (report_failed())
		return EXIT_USAGE;
	needs_check(NEEDS_GNUPLOT);
	output_check(output, "-o");
	results = xcalloc(paths.nr, sizeof(*results));
	for (size_t i = 0; i < paths.nr; i++) {
		results[i].file = results_read(paths.v[i], &results[i].figures);
		if (!results[i].file)
			continue;
		choose_rows(&results[i]);
		add_models(&models, &results[i].figures.models);
		widest = fmax(widest, get_widest(&results[i]));
	}
	if (report_failed())
		return EXIT_FAULT;
	plot_start(&plot, &models, widest);
	for (size_t i = 0; i < paths.nr; i++)
		draw(&plot, &results[i]);
	return plot_write(&plot, output) ? EXIT_SUCCESS : EXIT_FAULT;
}
