// SPDX-License-Identifier: GPL-2.0-only
/* ukl-bench footprint: how large an image is, how long it boots, how much memory it needs. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "builtin.h"
#include "footprint.h"
#include "image_size.h"
#include "paths.h"
#include "report.h"
#include "tempdir.h"

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
static struct footprint_guests guests = { .accel = "tcg" };
static bool quick;

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
	  .text = &guests.accel },
	{ .name = "--quick",
	  .help = "one boot of everything, unless --runs is given: for a look,\n"
		  "not for a report",
	  .flag = &quick },
	{ 0 },
};

bool footprint_is_kvm(const struct footprint_guests *how)
{
	return !strcmp(how->accel, "kvm");
}

bool footprint_has(int row)
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
		if (footprint_has(i))
			strv_addf(&names, "%s: %s", recipe_program(recipe),
				  rows[i].name);
	return names;
}

/* @recipe: the only one, or NULL. */
static void parse(int argc, char **argv, const char *recipe)
{
	const struct usage usage = {
		.program =
			xasprintf("ukl-bench %s", recipe ? recipe : bench.verb),
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
	if (strcmp(guests.accel, "tcg") && !footprint_is_kvm(&guests))
		error("--accel %s: must be tcg or kvm", guests.accel);
	for (int i = 0; i < NR_PARTS; i++)
		strv_add(&known, parts[i]);
	chosen_parts = bench_choose(&known, &chosen_parts, "part");
	if (footprint_has(VMLINUX))
		bench.needs |= NEEDS_STRIP;
	if (footprint_has(BOOT))
		bench.needs |= NEEDS_PLUGIN;
	if (footprint_has(BOOT) || footprint_has(BOOT_MS) ||
	    footprint_has(MEMORY))
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
	const char *machine = footprint_is_kvm(&guests) ? "KVM" : "emulation";
	char *time = xasprintf(
		"\"ms\" is the fastest of %d boots each time, under %s, and depends on this machine.\n",
		FOOTPRINT_CHANCES, machine);

	bench.explanation = xasprintf(
		"Images of recipes; per cent of %%s. The process is an ordinary program on an image with\n"
		"nothing linked in. \"vmlinux\" is the file without symbols, \"loaded\" what it takes in memory.\n"
		"\"boot\" ends when the program has written its first line or, if it serves, has answered its\n"
		"first request; median of %%s. \"least memory\": in %u of %u boots under %s the program did\n"
		"so, and with one MB less it did not.\n%s",
		bench.runs, bench.runs, machine,
		footprint_has(BOOT_MS) ? time : "");
	free(time);
}

struct figure *footprint_figure(const struct bench *part, int row, size_t model)
{
	size_t number = 0;

	for (int i = 0; i < row; i++)
		number += footprint_has(i);
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
		struct figure *figure = footprint_figure(part, BZIMAGE, i);
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
	struct figure *stripped = footprint_figure(part, VMLINUX, model);
	struct figure *loaded = footprint_figure(part, LOADED, model);
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

static void measure_recipe(struct bench *part, const char *recipe)
{
	const struct strv *models = &part->figures.models;

	strv_add(&part->program, recipe);
	progress("%s", recipe);
	link_images(part, "vmlinux");
	for (size_t i = 0; i < models->nr; i++) {
		if (bench_has_failed(part, i))
			continue;
		if (footprint_has(VMLINUX))
			measure_size(part, i);
		footprint_boot(&guests, part, i);
	}
	if (footprint_has(BZIMAGE))
		measure_bzimages(part);
}

static int measure(int argc, char **argv, const char *recipe)
{
	size_t first = 0;

	parse(argc, argv, recipe);
	explain();
	guests.searches = json_array();
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
	bench.more = json_pack("{s:s, s:o}", "accel", guests.accel, "searches",
			       guests.searches);
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
