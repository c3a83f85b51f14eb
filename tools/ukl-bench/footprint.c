// SPDX-License-Identifier: GPL-2.0-only
/* ukl-bench footprint: how large an image is, how long it boots, how much memory it needs. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bench.h"
#include "builtin.h"
#include "image_size.h"
#include "least_memory.h"
#include "machine.h"
#include "paths.h"
#include "report.h"
#include "tempdir.h"
#include "trial.h"

enum {
	MB = 1 << 20,
	/* Boots for one time, on a host that may be busy. */
	CHANCES = 3,
	/* A boot with too little memory may hang: how many times what one takes that has enough. */
	PATIENCE = 10,
	MIN_PATIENCE_S = 5,
};

/* The rows that each recipe has. */
enum { VMLINUX, BZIMAGE, LOADED, BOOT, BOOT_MS, MEMORY, NR_ROWS };

static const struct row {
	const char *part; /* of --parts */
	const char *name, *what;
} rows[NR_ROWS] = {
	[VMLINUX] = { "size", "vmlinux, bytes",
		      "the file without symbols and debugging information" },
	[BZIMAGE] = { "size", "bzImage, bytes",
		      "the file of ukl-link --format=bzimage, compressed" },
	[LOADED] = { "size", "loaded, bytes",
		     "what the segments of vmlinux take of the guest's memory" },
	[BOOT] = { "boot", "boot, instructions",
		   "from QEMU's start to the first line or the first answer" },
	[BOOT_MS] = { "time", "boot, ms",
		      "the same in milliseconds on the machine below" },
	[MEMORY] = { "memory", "least memory, MB",
		     "what ukl-run --memory has to be at least" },
};

static const char *const parts[] = { "size", "boot", "time", "memory" };
enum { NR_PARTS = sizeof(parts) / sizeof(*parts) };

static const char *describe(const char *row);

static struct bench bench = {
	.verb = "footprint",
	.heading = "image",
	.title = "Size, boot and least memory of images",
	.unit = "bytes, guest instructions, ms or MB, as the row says",
	.icount = "shift=1",
	.describe = describe,
	.runs = 3,
	.smp = 1,
	.timeout = 120,
};

static struct strv recipes, chosen_parts;
static const char *accel = "tcg";
static bool quick;
/* Of the searches for the least memory. */
static json_t *searches;

static const struct option_spec option_specs[] = {
	{ .name = "--parts",
	  .value = "LIST",
	  .help = "of size,boot,time,memory (default all); the time is\n"
		  "only good on a machine that does nothing else",
	  .list = &chosen_parts },
	{ .name = "--accel",
	  .value = "tcg|kvm",
	  .help = "for milliseconds and memory (default tcg);\n"
		  "instructions are counted under emulation",
	  .text = &accel },
	{ .name = "--quick",
	  .help = "one boot of everything, unless --runs is given: for a look,\n"
		  "not for a report",
	  .flag = &quick },
	{ 0 },
};

static bool is_kvm(void)
{
	return !strcmp(accel, "kvm");
}

static bool is_chosen(int row)
{
	for (size_t i = 0; i < chosen_parts.nr; i++)
		if (!strcmp(chosen_parts.v[i], rows[row].part))
			return true;
	return false;
}

static const char *describe(const char *name)
{
	const char *end = strstr(name, ": ");

	for (int i = 0; end && i < NR_ROWS; i++)
		if (!strcmp(end + 2, rows[i].name))
			return rows[i].what;
	return NULL;
}

/* The name that ukl-link gives to the program of @recipe, a name or a folder; NULL: it would refuse it. */
static const char *recipe_program(const char *recipe)
{
	char *known = xasprintf("%s/apps/%s/recipe", path_of_data(), recipe);
	char *folder;
	struct stat st;

	if (!strchr(recipe, '/') && !stat(known, &st))
		return recipe;
	folder = realpath(recipe, NULL);
	return folder ? path_base(folder) : NULL;
}

static void check_recipes(const struct strv *operands)
{
	for (size_t i = 0; i < operands->nr; i++) {
		const char *name = recipe_program(operands->v[i]);

		if (!name) {
			error("%s: no recipe; ukl-link --list lists them",
			      operands->v[i]);
			continue;
		}
		for (size_t j = 0; j < recipes.nr; j++)
			if (!strcmp(recipe_program(recipes.v[j]), name))
				error("%s: is there twice", name);
		strv_add(&recipes, operands->v[i]);
	}
}

static struct strv name_rows(const char *recipe)
{
	struct strv names = { 0 };

	for (int i = 0; i < NR_ROWS; i++)
		if (is_chosen(i))
			strv_addf(&names, "%s: %s", recipe_program(recipe),
				  rows[i].name);
	return names;
}

/* @recipe: the only one, or NULL. */
static void parse(int argc, char **argv, const char *recipe)
{
	const struct usage usage = {
		.program = xasprintf("ukl-bench %s",
				     recipe ? recipe : bench.verb),
		.operands = recipe ? "" : "[RECIPE]...",
		.text = xasprintf(
			"Measure images: their size, the guest instructions and the time until the program has\n"
			"written its first line or, if the recipe has a health check, has answered its first\n"
			"request, and the least memory with which it does. %s\n"
			"linked in the ways of ukl-link; the process is an ordinary program on an image with\n"
			"nothing else in it.\n",
			recipe ? "The recipe hello is (ukl-bench\n"
				 "footprint takes others)" :
				 "Each RECIPE (default hello and nginx;\n"
				 "a name of ukl-link --list, or a folder) is"),
		.options = bench_options(&bench, option_specs),
		.quick = &quick,
	};
	struct strv operands = { 0 }, known = { 0 }, all = { 0 };

	options_parse(&usage, argc, argv, &operands);
	if (recipe) {
		operands = (struct strv){ 0 };
		strv_add(&operands, recipe);
	} else if (!operands.nr) {
		strv_add(&operands, "hello");
		strv_add(&operands, "nginx");
	}
	if (strcmp(accel, "tcg") && !is_kvm())
		error("--accel %s: must be tcg or kvm", accel);
	for (int i = 0; i < NR_PARTS; i++)
		strv_add(&known, parts[i]);
	chosen_parts = bench_choose(&known, &chosen_parts, "part");
	if (is_chosen(VMLINUX))
		bench.needs |= NEEDS_STRIP;
	if (is_chosen(BOOT))
		bench.needs |= NEEDS_PLUGIN;
	if (is_chosen(BOOT) || is_chosen(BOOT_MS) || is_chosen(MEMORY))
		bench.needs |= NEEDS_QEMU;
	check_recipes(&operands);
	for (size_t i = 0; i < recipes.nr; i++) {
		struct strv names = name_rows(recipes.v[i]);

		strv_add_all(&all, &names);
	}
	bench_start(&bench, &all);
}

static void explain(void)
{
	const char *machine = is_kvm() ? "KVM" : "emulation";
	char *time = xasprintf(
		"\"ms\" is the fastest of %d boots each time, under %s, and depends on this machine.\n",
		CHANCES, machine);

	bench.explanation = xasprintf(
		"Images of recipes; per cent of %%s. The process is an ordinary program on an image with\n"
		"nothing linked in. \"vmlinux\" is the file without symbols, \"loaded\" what it takes in memory.\n"
		"\"boot\" ends when the program has written its first line or, if it serves, has answered its\n"
		"first request; median of %%s. \"least memory\": in %u of %u boots under %s the program did\n"
		"so, and with one MB less it did not.\n%s",
		bench.runs, bench.runs, machine,
		is_chosen(BOOT_MS) ? time : "");
	free(time);
}

/* Those of one recipe, which is a bench of its own. */
static struct figure *get_figure(const struct bench *part, int row,
				 size_t model)
{
	size_t number = 0;

	for (int i = 0; i < row; i++)
		number += is_chosen(i);
	return figures_at(&part->figures, number, model);
}

static void link_images(struct bench *part, const char *format)
{
	struct strv words = { 0 };

	strv_addf(&words, "--format=%s", format);
	bench_link(part, &words);
}

/* Those of the models that have an image, linked once more, over it. */
static void measure_bzimages(struct bench *part)
{
	const struct strv *models = &part->figures.models;
	struct bench packed = *part;
	struct strv row = { 0 };

	strv_add(&row, rows[BZIMAGE].name);
	figures_init(&packed.figures, models, &row);
	for (size_t i = 0; i < models->nr; i++)
		if (!part->images[i])
			bench_fail(&packed, i, "not linked");
	link_images(&packed, "bzimage");
	for (size_t i = 0; i < models->nr; i++) {
		struct figure *figure = get_figure(part, BZIMAGE, i);
		uint64_t bytes;

		if (!part->images[i])
			continue;
		if (packed.images[i] &&
		    image_file_size(packed.images[i], &bytes))
			figure_add(figure, 0, bytes);
		else
			figure_fail(figure, "it could not be packed");
	}
}

static void measure_size(struct bench *part, size_t model)
{
	const char *image = part->images[model];
	struct figure *stripped = get_figure(part, VMLINUX, model);
	struct figure *loaded = get_figure(part, LOADED, model);
	uint64_t bytes, end;

	if (image_stripped_size(image, &bytes))
		figure_add(stripped, 0, bytes);
	else
		figure_fail(stripped, "it cannot be stripped");
	if (image_loaded_size(image, &bytes, &end))
		figure_add(loaded, 0, bytes);
	else
		figure_fail(loaded, "it cannot be read");
}

static struct trial make_trial(const struct bench *part, size_t model,
			       unsigned int *memory)
{
	json_t *note = machine_describe(part->images[model]);
	const json_t *health = json_object_get(note, "health");
	struct trial trial = {
		.boot = { .image = part->images[model],
			  .icount = is_kvm() ? NULL : part->icount,
			  .accel = accel,
			  .smp = part->smp,
			  .seed = 1,
			  .timeout = part->timeout,
			  .guest_port = json_integer_value(
				  json_object_get(health, "port")) },
	};

	*memory = json_integer_value(json_object_get(note, "memory"));
	json_decref(note);
	return trial;
}

/*
 * The fastest of some boots: whatever else a busy host does makes them slower, or is the end of them,
 * because Linux tries timers against each other.
 */
static char *take_time(const struct trial *trial, double *seconds)
{
	char *why = NULL;

	*seconds = INFINITY;
	for (int i = 0; i < CHANCES; i++) {
		struct readiness readiness;
		char *fault = trial_run(trial, &readiness);

		if (!fault)
			*seconds = fmin(*seconds, readiness.seconds);
		else
			why = fault;
	}
	return *seconds < INFINITY ? NULL : why;
}

/* Several boots. NULL, or why one failed. */
static char *measure_time(struct bench *part, size_t model, struct trial trial)
{
	struct figure *figure = get_figure(part, BOOT_MS, model);
	char *why = NULL;
	double seconds;

	trial.boot.icount = NULL;
	for (unsigned int i = 0; !why && i < part->runs; i++) {
		progress("%s, time %u of %u", part->figures.models.v[model],
			 i + 1, part->runs);
		trial.boot.seed = i + 1;
		why = take_time(&trial, &seconds);
		if (!why)
			figure_add(figure, i, seconds * 1000);
	}
	return why;
}

static char *measure_boot(struct bench *part, size_t model, struct trial trial)
{
	struct figure *figure = get_figure(part, BOOT, model);
	struct readiness readiness;
	char *why = NULL;

	trial.boot.icount = part->icount;
	trial.boot.accel = NULL;
	for (unsigned int i = 0; !why && i < part->runs; i++) {
		progress("%s, boot %u of %u", part->figures.models.v[model],
			 i + 1, part->runs);
		trial.boot.seed = i + 1;
		why = trial_count(&trial, &readiness);
		if (!why)
			figure_add(figure, i, readiness.instructions);
	}
	return why;
}

static void measure_memory(struct bench *part, size_t model,
			   const struct trial *trial, double duration,
			   unsigned int memory)
{
	struct search search = { .trial = *trial,
				 .tries = part->runs,
				 .enough = memory,
				 .steps = json_array() };
	unsigned int patience = duration * PATIENCE + 1;
	uint64_t bytes, end;
	unsigned int least;

	search.name = part->figures.models.v[model];
	if (patience < MIN_PATIENCE_S)
		patience = MIN_PATIENCE_S;
	if (patience < search.trial.boot.timeout)
		search.trial.boot.timeout = patience;
	/* What does not hold the image is too little. */
	if (image_loaded_size(trial->boot.image, &bytes, &end))
		search.low = (end - 1) / MB;
	least = least_memory(&search);
	figure_add(get_figure(part, MEMORY, model), 0, least);
	json_array_append_new(
		searches,
		json_pack("{s:s, s:s, s:i, s:o}", "row",
			  part->figures.rows.v[part->figures.rows.nr - 1],
			  "model", search.name, "least", (int)least, "steps",
			  search.steps));
}

/* The first boot tells what is right and how long it takes. */
static void measure_guests(struct bench *part, size_t model)
{
	unsigned int memory;
	struct trial trial = make_trial(part, model, &memory);
	struct readiness readiness;
	char *why;

	if (!is_chosen(BOOT) && !is_chosen(BOOT_MS) && !is_chosen(MEMORY))
		return;
	progress("%s, first boot", part->figures.models.v[model]);
	why = trial_run(&trial, &readiness);
	trial.line = readiness.line;
	if (!why && is_chosen(BOOT))
		why = measure_boot(part, model, trial);
	if (!why && is_chosen(BOOT_MS))
		why = measure_time(part, model, trial);
	for (int i = 0; why && i < NR_ROWS; i++)
		if (is_chosen(i) && strcmp(rows[i].part, "size"))
			figure_fail(get_figure(part, i, model), "%s", why);
	if (!why && is_chosen(MEMORY))
		measure_memory(part, model, &trial, readiness.duration, memory);
	free(why);
}

static void measure_recipe(struct bench *part, const char *recipe)
{
	const struct strv *models = &part->figures.models;

	strv_add(&part->program, recipe);
	progress("%s", recipe);
	link_images(part, "vmlinux");
	for (size_t i = 0; i < models->nr; i++) {
		if (bench_has_failed(part, i))
			continue;
		if (is_chosen(VMLINUX))
			measure_size(part, i);
		measure_guests(part, i);
	}
	if (is_chosen(BZIMAGE))
		measure_bzimages(part);
}

static int measure(int argc, char **argv, const char *recipe)
{
	size_t first = 0;

	parse(argc, argv, recipe);
	explain();
	searches = json_array();
	for (size_t i = 0; i < recipes.nr; i++) {
		struct strv names = name_rows(recipes.v[i]);
		struct bench part = bench;

		figures_init(&part.figures, &bench.figures.models, &names);
		measure_recipe(&part, recipes.v[i]);
		memcpy(figures_at(&bench.figures, first, 0), part.figures.cells,
		       names.nr * bench.figures.models.nr *
			       sizeof(*part.figures.cells));
		first += names.nr;
	}
	bench.more =
		json_pack("{s:s, s:o}", "accel", accel, "searches", searches);
	return bench_finish(&bench, argc, argv);
}

int builtin_footprint(int argc, char **argv)
{
	return measure(argc, argv, NULL);
}

int builtin_hello(int argc, char **argv)
{
	return measure(argc, argv, "hello");
}
