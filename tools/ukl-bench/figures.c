// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "figures.h"
#include "report.h"

void figures_init(struct figures *figures, const struct strv *models,
		  const struct strv *rows)
{
	*figures = (struct figures){ 0 };
	strv_add_all(&figures->models, models);
	strv_add_all(&figures->rows, rows);
	figures->cells =
		xcalloc(models->nr * rows->nr + 1, sizeof(*figures->cells));
}

struct figure *figures_at(const struct figures *figures, size_t row,
			  size_t model)
{
	return &figures->cells[row * figures->models.nr + model];
}

void figure_add(struct figure *figure, unsigned int run, double sample)
{
	GROW(figure->samples, figure->nr);
	GROW(figure->run, figure->nr);
	figure->samples[figure->nr] = sample;
	figure->run[figure->nr++] = run;
}

void figure_fail(struct figure *figure, const char *fmt, ...)
{
	va_list args;

	if (figure->failed)
		return;
	va_start(args, fmt);
	if (vasprintf(&figure->failed, fmt, args) < 0)
		die("out of memory");
	va_end(args);
}

bool figure_is_good(const struct figure *figure)
{
	return figure->nr && !figure->failed;
}

bool figures_have_good(const struct figures *figures)
{
	for (size_t i = 0; i < figures->rows.nr * figures->models.nr; i++)
		if (figure_is_good(&figures->cells[i]))
			return true;
	return false;
}

static int compare_numbers(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Of at least one number. */
static double median(const double *numbers, size_t nr)
{
	double *sorted = xmalloc(nr * sizeof(*sorted)), result;

	memcpy(sorted, numbers, nr * sizeof(*sorted));
	qsort(sorted, nr, sizeof(*sorted), compare_numbers);
	result = (sorted[nr / 2] + sorted[(nr - 1) / 2]) / 2;
	free(sorted);
	return result;
}

static double spread(const double *numbers, size_t nr)
{
	double low = numbers[0], high = numbers[0], middle;

	if (nr < 2)
		return NAN;
	for (size_t i = 1; i < nr; i++) {
		if (numbers[i] < low)
			low = numbers[i];
		if (numbers[i] > high)
			high = numbers[i];
	}
	middle = median(numbers, nr);
	return middle > 0 ? (high - low) / middle * 100 : 0;
}

double figure_median(const struct figure *figure)
{
	return median(figure->samples, figure->nr);
}

double figure_spread_samples(const struct figure *figure)
{
	return spread(figure->samples, figure->nr);
}

double figure_spread_runs(const struct figure *figure)
{
	double *medians = xmalloc(figure->nr * sizeof(*medians)), result;
	size_t nr = 0;

	for (size_t from = 0, to; from < figure->nr; from = to) {
		for (to = from;
		     to < figure->nr && figure->run[to] == figure->run[from];
		     to++)
			;
		medians[nr++] = median(figure->samples + from, to - from);
	}
	result = spread(medians, nr);
	free(medians);
	return result;
}
