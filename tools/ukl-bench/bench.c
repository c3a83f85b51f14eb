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

const char default_profile[] = "general";
const char bench_not_linked[] = "not linked";

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
			  "of process,kml,trap,gate,direct,shortcut%s\n"
			  "(default all but kml, which takes a kernel of its own)",
			  bench->explicit ? ",explicit" : ""),
		  .list = &bench->chosen },
		{ .name = "--profile",
		  .value = "P",
		  .help = xasprintf("configuration of the kernel (default %s)",
				    default_profile),
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
	size_t left_out = bench->fragment ? 0 : 1;

	return options_join(own, common + left_out);
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
	struct strv names = columns_take(bench);

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
