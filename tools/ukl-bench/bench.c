// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "files.h"
#include "machine.h"
#include "origin.h"
#include "report.h"
#include "results.h"
#include "table.h"
#include "tempdir.h"

/* The ways to link, as the options of ukl-link name them. */
static const struct model {
	const char *name;
	const char *model;
	const char *calls; /* NULL: there is one way */
	const char *shortcuts; /* NULL: these calls have none */
	bool is_explicit; /* the other program */
} all_models[] = {
	{ "process", "process", NULL, NULL, false },
	{ "kml", "kml", "gate", NULL, false },
	{ "trap", "ukl", "trap", NULL, false },
	{ "gate", "ukl", "gate", NULL, false },
	{ "direct", "ukl", "direct", "off", false },
	{ "shortcut", "ukl", "direct", "on", false },
	{ "explicit", "ukl", "direct", "on", true },
};
enum { NR_MODELS = sizeof(all_models) / sizeof(*all_models) };

struct variant {
	const struct model *model;
	const char *profile;
	json_t *kernel; /* what ukl-link says of it, or NULL */
};

static const char not_linked[] = "not linked"; /* which has been reported */

const struct option_spec *bench_options(struct bench *bench,
					const struct option_spec *own)
{
	const struct option_spec common[] = {
		{ .name = "--runs",
		  .value = "N",
		  .help = xasprintf("boots of each model (default %u)",
				    bench->runs),
		  .number = &bench->runs,
		  .min = 1,
		  .max = 100 },
		{ .name = "--models",
		  .value = "LIST",
		  .help = xasprintf(
			  "of process,kml,trap,gate,direct,shortcut%s (default all)",
			  bench->explicit ? ",explicit" : ""),
		  .list = &bench->chosen },
		{ .name = "--profile",
		  .value = "P",
		  .help = xasprintf("configuration of the kernel (default %s)",
				    bench->profile),
		  .text = &bench->profile },
		{ .name = "--variants",
		  .value = "LIST",
		  .help = "of PROFILE/MODEL, instead of models on one profile",
		  .list = &bench->variants },
		{ .name = "--base",
		  .value = "COLUMN",
		  .help = "what is 100 per cent (default the first column)",
		  .text = &bench->base_name },
		{ .name = "--smp",
		  .value = "N",
		  .help = xasprintf(
			  "CPUs of the guest (default %u); all are counted",
			  bench->smp),
		  .number = &bench->smp,
		  .min = 1,
		  .max = 16 },
		{ .name = "--timeout",
		  .value = "SECONDS",
		  .help = xasprintf("of one boot (default %u)", bench->timeout),
		  .number = &bench->timeout,
		  .min = 1,
		  .max = 86400 },
		{ .name = "--json",
		  .value = "FILE",
		  .help = "write all that was measured",
		  .text = &bench->json },
		{ .name = "--markdown",
		  .value = "FILE",
		  .help = "write the table, and how it was made",
		  .text = &bench->markdown },
		{ 0 },
	};
	size_t nr = 0;
	struct option_spec *all;

	while (own && own[nr].name)
		nr++;
	all = xmalloc(nr * sizeof(*all) + sizeof(common));
	if (nr)
		memcpy(all, own, nr * sizeof(*all));
	memcpy(all + nr, common, sizeof(common));
	return all;
}

static bool is_among(const char *word, const struct strv *words)
{
	for (size_t i = 0; i < words->nr; i++)
		if (!strcmp(words->v[i], word))
			return true;
	return false;
}

struct strv bench_choose(const struct strv *known, const struct strv *chosen,
			 const char *kind)
{
	struct strv result = { 0 };

	for (size_t i = 0; i < chosen->nr; i++)
		if (!is_among(chosen->v[i], known))
			error("'%s' is no %s; --help lists them", chosen->v[i],
			      kind);
	for (size_t i = 0; i < known->nr; i++)
		if (!chosen->nr || is_among(known->v[i], chosen))
			strv_add(&result, known->v[i]);
	return result;
}

static const struct model *find_model(const struct bench *bench,
				      const char *name)
{
	for (int i = 0; i < NR_MODELS; i++)
		if (!strcmp(all_models[i].name, name) &&
		    (!all_models[i].is_explicit || bench->explicit))
			return &all_models[i];
	return NULL;
}

/* The part behind the last slash: a profile may be a file. */
static const char *model_of(const char *variant)
{
	const char *slash = strrchr(variant, '/');

	return slash ? slash + 1 : variant;
}

void bench_add_variant(struct bench *bench, const char *name)
{
	if (find_model(bench, model_of(name)))
		strv_add(&bench->variants, name);
}

/* Those of --variants, which are the columns' names. Reports. */
static struct strv take_variants(struct bench *bench)
{
	const struct strv *names = &bench->variants;
	struct strv seen = { 0 };

	if (bench->chosen.nr)
		error("--models and --variants: give one of them");
	bench->variant = xcalloc(names->nr, sizeof(*bench->variant));
	for (size_t i = 0; i < names->nr; i++) {
		const char *name = names->v[i], *model = model_of(name);

		if (model - name < 2) {
			error("'%s' is no variant; give PROFILE/MODEL", name);
			continue;
		}
		if (is_among(name, &seen))
			error("--variants: %s is there twice", name);
		strv_add(&seen, name);
		bench->variant[i].model = find_model(bench, model);
		if (!bench->variant[i].model)
			error("'%s' is no model; --help lists them", model);
		bench->variant[i].profile = xstrndup(name, model - name - 1);
	}
	return seen;
}

/* Those of --models and --profile. Reports. */
static struct strv take_models(struct bench *bench)
{
	struct strv known = { 0 }, models;

	for (int i = 0; i < NR_MODELS; i++)
		if (!all_models[i].is_explicit || bench->explicit)
			strv_add(&known, all_models[i].name);
	models = bench_choose(&known, &bench->chosen, "model");
	bench->variant = xcalloc(models.nr + 1, sizeof(*bench->variant));
	for (size_t i = 0; i < models.nr; i++) {
		bench->variant[i].model = find_model(bench, models.v[i]);
		bench->variant[i].profile = bench->profile;
	}
	return models;
}

static void find_base(struct bench *bench, const struct strv *names)
{
	if (!bench->base_name)
		return;
	for (bench->base = 0; bench->base < names->nr; bench->base++)
		if (!strcmp(names->v[bench->base], bench->base_name))
			return;
	error("--base %s: no such column", bench->base_name);
}

void bench_start(struct bench *bench, const struct strv *rows)
{
	struct strv names = bench->variants.nr ? take_variants(bench) :
						 take_models(bench);

	find_base(bench, &names);
	if (report_failed())
		exit(EXIT_USAGE);
	figures_init(&bench->figures, &names, rows);
	if (bench->json)
		results_check_output(bench->json);
	if (bench->markdown)
		results_check_output(bench->markdown);
	if (report_failed())
		exit(EXIT_FAULT);
	tempdir_create(NULL);
}

/* In the temporary folder. */
static char *name_file(const char *variant, const char *suffix)
{
	char *name = xstrdup(variant), *slash;

	while ((slash = strchr(name, '/')))
		*slash = '-';
	return tempdir_path("%s.%s", name, suffix);
}

bool bench_is_process(const struct bench *bench, size_t model)
{
	return !strcmp(bench->variant[model].model->model, "process");
}

char *bench_program_file(const struct bench *bench, size_t model)
{
	const char *name = bench->figures.models.v[model];

	if (!strcmp(bench->variant[model].model->model, "ukl"))
		return NULL;
	return xasprintf("%s/%s.elf", name_file(name, "temps"),
			 bench->program_name);
}

bool bench_has_shortcuts(const struct bench *bench, size_t model)
{
	const char *shortcuts = bench->variant[model].model->shortcuts;

	return shortcuts && !strcmp(shortcuts, "on");
}

/* Has the image of @name the calls that its model is about? Reports. */
static bool check_calls(const char *name, const struct model *model,
			const json_t *note)
{
	const char *kind = json_string_value(json_object_get(note, "model"));
	const char *calls = json_string_value(json_object_get(note, "calls"));
	const char *shortcuts =
		json_string_value(json_object_get(note, "shortcuts"));

	if (!kind || strcmp(kind, model->model)) {
		error("%s: the image has been linked as %s", name,
		      kind ? kind : "nothing that is known");
		return false;
	}
	if (model->calls && (!calls || strcmp(calls, model->calls))) {
		error("%s: the image has been linked with calls by %s", name,
		      calls ? calls : "no known way");
		return false;
	}
	if (model->shortcuts &&
	    (!shortcuts || strcmp(shortcuts, model->shortcuts))) {
		error("%s: the image has been linked with shortcuts %s, not %s",
		      name, shortcuts ? shortcuts : "unknown",
		      model->shortcuts);
		return false;
	}
	return true;
}

/* The image of a variant, or NULL after a report. */
static char *link_image(struct bench *bench, size_t number,
			const struct strv *more)
{
	struct variant *variant = &bench->variant[number];
	const struct model *model = variant->model;
	const char *name = bench->figures.models.v[number];
	char *image = name_file(name, "vmlinux");
	struct strv words = { 0 };
	json_t *note;

	progress("linking the image for %s", name);
	strv_addf(&words, "--model=%s", model->model);
	if (model->calls)
		strv_addf(&words, "--calls=%s", model->calls);
	if (model->shortcuts)
		strv_addf(&words, "--shortcuts=%s", model->shortcuts);
	/* For the names of its functions, which are not in the kernel. */
	if (bench->keep_programs && strcmp(model->model, "ukl"))
		strv_addf(&words, "--save-temps=%s", name_file(name, "temps"));
	strv_addf(&words, "--profile=%s", variant->profile);
	strv_add(&words, "-o");
	strv_add(&words, image);
	strv_add_all(&words, more);
	if (model->is_explicit)
		strv_add(&words, bench->explicit);
	else
		strv_add_all(&words, &bench->program);
	if (!machine_link(&words)) {
		error("%s: the image could not be linked, see above", name);
		return NULL;
	}
	note = machine_describe(image);
	if (!note)
		return NULL;
	variant->kernel = json_incref(json_object_get(note, "kernel"));
	return check_calls(name, model, note) ? image : NULL;
}

void bench_link(struct bench *bench, const struct strv *words)
{
	const struct strv *models = &bench->figures.models;

	bench->images = xcalloc(models->nr, sizeof(*bench->images));
	for (size_t i = 0; i < models->nr; i++)
		if (!bench_has_failed(bench, i))
			bench->images[i] = link_image(bench, i, words);
	for (size_t i = 0; i < models->nr; i++)
		if (!bench->images[i])
			bench_fail(bench, i, not_linked);
}

bool bench_has_failed(const struct bench *bench, size_t model)
{
	for (size_t i = 0; i < bench->figures.rows.nr; i++)
		if (!figures_at(&bench->figures, i, model)->failed)
			return false;
	return true;
}

void bench_fail(struct bench *bench, size_t model, const char *why)
{
	for (size_t i = 0; i < bench->figures.rows.nr; i++)
		figure_fail(figures_at(&bench->figures, i, model), "%s", why);
}

/* One line for each reason of a model that failed as a whole, else one for each row. */
static void report_failures(const struct bench *bench, size_t model)
{
	bool whole = bench_has_failed(bench, model);
	const char *last = not_linked;

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

		if (is_among(profile, &seen))
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

int bench_finish(struct bench *bench, int argc, char **argv)
{
	struct table table =
		bench_make_table(bench, &bench->figures, bench->heading);
	json_t *results = origin_make(argc, argv);

	for (size_t i = 0; i < bench->figures.models.nr; i++)
		report_failures(bench, i);
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
	if (fflush(stdout))
		error("standard output: %s", strerror(errno));
	if (bench->json)
		results_write(results, bench->json);
	if (bench->markdown)
		write_markdown(bench, &table, results);
	json_decref(results);
	return report_failed() ? EXIT_FAULT : EXIT_SUCCESS;
}
