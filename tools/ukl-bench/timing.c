// SPDX-License-Identifier: GPL-2.0-only
#include "report.h"
#include "results.h"
#include "timing.h"

static const char *const boot_rows[] = {
	[BOOT_INSTRUCTIONS] = "instructions",
	[BOOT_MILLISECONDS] = "milliseconds",
};

void timing_init(struct timing *timing, const struct strv *variants,
		 const struct strv *loads)
{
	const struct strv none = { 0 };
	struct strv rows = { 0 };

	strv_add(&rows, boot_rows[BOOT_INSTRUCTIONS]);
	if (timing->pairs)
		strv_add(&rows, boot_rows[BOOT_MILLISECONDS]);
	figures_init(&timing->boots, variants, &rows);
	figures_init(&timing->rates, variants, timing->pairs ? loads : &none);
}

/* A table behind the others. */
static void put_table(struct bench *bench, const struct figures *figures,
		      const char *heading, const char *explanation)
{
	struct table table = bench_make_table(bench, figures, heading);

	bench->more_text = table_text(
		&table, xasprintf("%s\n%s", bench->more_text, explanation));
	bench->more_markdown = table_markdown(
		&table,
		xasprintf("%s\n%s\n", bench->more_markdown, explanation));
}

/* For each variant that has failed, why. */
static void report_failures(const struct figures *figures)
{
	for (size_t j = 0; j < figures->models.nr; j++) {
		for (size_t i = 0; i < figures->rows.nr; i++) {
			const char *why = figures_at(figures, i, j)->failed;

			if (!why)
				continue;
			error("%s: %s by the wall clock failed: %s",
			      figures->models.v[j], figures->rows.v[i], why);
			break;
		}
	}
}

void timing_put(const struct timing *timing, struct bench *bench,
		const char *thing)
{
	char *unit = xasprintf("%ss per second", thing);

	bench->more_text = xstrdup("");
	bench->more_markdown = xstrdup("");
	put_table(
		bench, &timing->boots, "boot",
		"From the start to the first answered request: guest instructions and, if asked for,\n"
		"milliseconds of this machine.\n");
	json_object_set_new(bench->more, "boot",
			    json_pack("{s:o}", "rows",
				      results_pack_rows(&timing->boots)));
	if (!timing->pairs)
		return;
	put_table(
		bench, &timing->rates, unit,
		xasprintf(
			"By the wall clock, under emulation that does not count: the variants in turn, %u times;\n"
			"medians, and the largest spread.\n",
			timing->pairs));
	json_object_set_new(bench->more, "wall_clock",
			    json_pack("{s:s, s:I, s:o}", "unit", unit, "pairs",
				      (json_int_t)timing->pairs, "rows",
				      results_pack_rows(&timing->rates)));
	report_failures(&timing->rates);
}
