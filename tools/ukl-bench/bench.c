// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "machine.h"
#include "output.h"
#include "paths.h"
#include "report.h"
#include "tempdir.h"
#include "variant.h"

/* The ways to link, as the options of ukl-link name them. */
static const struct model all_models[] = {
	{ "process", "process", NULL, NULL, false },
	{ "kml", "kml", "gate", NULL, false },
	{ "trap", "ukl", "trap", NULL, false },
	{ "gate", "ukl", "gate", NULL, false },
	{ "direct", "ukl", "direct", "off", false },
	{ "shortcut", "ukl", "direct", "on", false },
	{ "explicit", "ukl", "direct", "on", true },
};
enum { NR_MODELS = sizeof(all_models) / sizeof(*all_models) };

const char bench_not_linked[] = "not linked";

/* Of --all. */
static const struct compared {
	const char *profile;
	bool has_fragment; /* the program's is added to it */
	const char *model;
} compared[] = {
	{ "microvm", false, "process" },
	{ "lupine-base", true, "process" },
	{ "lupine-base", true, "kml" },
	{ "lupine-base", true, "gate" },
	{ "lupine-base", true, "direct" },
	{ "lupine-base", true, "shortcut" },
	{ "lupine-tiny", true, "shortcut" },
	{ "general", false, "process" },
	{ "general", false, "shortcut" },
};
enum { NR_COMPARED = sizeof(compared) / sizeof(*compared) };

const struct option_spec *bench_options(struct bench *bench,
					const struct option_spec *own)
{
	const struct option_spec common[] = {
		{ .name = "--all",
		  .help = "all kernels and models that are compared, see below",
		  .flag = &bench->all },
		{ .name = "--runs",
		  .value = "N",
		  .help = xasprintf("boots of each model (default %u)",
				    bench->runs),
		  .number = &bench->runs,
		  .min = 1,
		  .max = 100,
		  .quick = 1 },
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
	size_t nr = 0, left_out = bench->fragment ? 0 : 1;
	struct option_spec *all;

	while (own && own[nr].name)
		nr++;
	all = xmalloc(nr * sizeof(*all) + sizeof(common));
	if (nr)
		memcpy(all, own, nr * sizeof(*all));
	memcpy(all + nr, common + left_out,
	       sizeof(common) - left_out * sizeof(*common));
	return all;
}

static struct strv list_compared(const struct bench *bench)
{
	struct strv names = { 0 };

	for (int i = 0; i < NR_COMPARED; i++) {
		const struct compared *one = &compared[i];

		strv_addf(&names, "%s%s%s/%s", one->profile,
			  one->has_fragment ? "+" : "",
			  one->has_fragment ? bench->fragment : "", one->model);
	}
	return names;
}

void bench_show_compared(const struct bench *bench)
{
	struct strv names = list_compared(bench);

	printf("\nVariants of --all:\n");
	for (size_t i = 0; i < names.nr; i++)
		printf("  %s\n", names.v[i]);
}

struct strv bench_choose(const struct strv *known, const struct strv *chosen,
			 const char *kind)
{
	struct strv result = { 0 };

	for (size_t i = 0; i < chosen->nr; i++)
		if (!strv_has(known, chosen->v[i]))
			error("'%s' is no %s; --help lists them", chosen->v[i],
			      kind);
	for (size_t i = 0; i < known->nr; i++)
		if (!chosen->nr || strv_has(chosen, known->v[i]))
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

/* Those of --variants, which are the columns' names. Reports. */
static struct strv take_variants(struct bench *bench)
{
	const struct strv *names = &bench->variants;
	struct strv seen = { 0 };

	if (bench->chosen.nr)
		error("--models and %s: give one of them",
		      bench->all ? "--all" : "--variants");
	bench->variant = xcalloc(names->nr, sizeof(*bench->variant));
	for (size_t i = 0; i < names->nr; i++) {
		const char *name = names->v[i], *model = model_of(name);

		if (model - name < 2) {
			error("'%s' is no variant; give PROFILE/MODEL", name);
			continue;
		}
		if (strv_has(&seen, name))
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

static void check_outputs(const struct bench *bench)
{
	if (bench->json)
		output_check(bench->json, "--json");
	if (bench->markdown)
		output_check(bench->markdown, "--markdown");
}

void bench_start(struct bench *bench, const struct strv *rows)
{
	struct strv names;

	if (bench->all && bench->variants.nr)
		error("--all and --variants: give one of them");
	else if (bench->all)
		bench->variants = list_compared(bench);
	names = bench->variants.nr ? take_variants(bench) : take_models(bench);
	find_base(bench, &names);
	if (bench->json && bench->markdown &&
	    output_is_same(bench->json, bench->markdown))
		error("--json and --markdown: both are %s", bench->json);
	if (report_failed())
		exit(EXIT_USAGE);
	figures_init(&bench->figures, &names, rows);
	check_outputs(bench);
	needs_check(bench->needs);
	/* ukl-link would say it for each image. */
	path_of_cache();
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

bool bench_link(struct bench *bench, const struct strv *words)
{
	const struct strv *models = &bench->figures.models;
	bool any = false;

	bench->images = xcalloc(models->nr, sizeof(*bench->images));
	for (size_t i = 0; i < models->nr; i++)
		if (!bench_has_failed(bench, i))
			bench->images[i] = link_image(bench, i, words);
	for (size_t i = 0; i < models->nr; i++) {
		any |= bench->images[i] != NULL;
		if (!bench->images[i])
			bench_fail(bench, i, bench_not_linked);
	}
	return any;
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
