// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "../common/paths.h"
#include "../common/report.h"
#include "../common/words.h"
#include "describe.h"

static const char *const default_environment[] = {
	"HOME=/",
	"PATH=/usr/sbin:/usr/bin:/sbin:/bin:/ukl",
	"TERM=linux",
};

/* NAME.vmlinux, whatever the format's usual ending would be, unless -o says otherwise. */
static void set_output(struct image *image)
{
	if (!image->output)
		image->output = xasprintf("%s.%s", image->name,
					  image->format == FORMAT_BZIMAGE ?
						  "bzimage" :
						  "vmlinux");
}

/* Name of the program of plain objects: that of the output, or of the first object. */
static char *name_of(const char *path)
{
	char *name = xstrdup(path_base(path)), *dot = strrchr(name, '.');

	if (dot && dot != name)
		*dot = '\0';
	if (!valid_program_name(name))
		die_usage(
			"'%s' cannot be a program's name (letters, digits and _-+.); add --name NAME",
			name);
	return name;
}

static bool have_name(const struct image *image, const char *name)
{
	for (size_t i = 0; i < image->nr_programs; i++)
		if (!strcmp(image->programs[i].name, name))
			return true;
	return false;
}

static void add_programs(const struct options *opts, struct image *image)
{
	if (opts->positional.nr)
		die_usage(
			"'%s' beside --program; put it into a program's words",
			opts->positional.v[0]);
	for (size_t i = 0; i < opts->programs.nr; i += 2) {
		const char *name = opts->programs.v[i];
		struct program *program;
		struct strv words = { 0 };

		if (!valid_program_name(name))
			die_usage(
				"--program %s=...: a name has letters, digits and _-+. only",
				name);
		if (have_name(image, name))
			die_usage("--program %s=...: the name is taken", name);
		if (!words_split(opts->programs.v[i + 1], &words))
			die_usage("--program %s=...: a quote is not closed",
				  name);
		program = image_add_program(image, name);
		program->no_start_files = opts->main_program.no_start_files;
		program->no_libraries = opts->main_program.no_libraries;
		program->calls = opts->main_program.calls;
		program->shortcuts = opts->main_program.shortcuts;
		options_parse_inputs(program, &words);
		/* -L, -Wl, and the like outside are meant for all */
		strv_add_all(&program->inputs, &opts->main_program.inputs);
	}
}

static void add_main_program(const struct options *opts, struct image *image,
			     const char *name)
{
	struct program *program = image_add_program(image, name);

	program->inputs = opts->main_program.inputs;
	program->no_start_files = opts->main_program.no_start_files;
	program->no_libraries = opts->main_program.no_libraries;
	program->calls = opts->main_program.calls;
	program->shortcuts = opts->main_program.shortcuts;
}

/* What the command line says goes over what the recipe says. */
static void apply_options(const struct options *opts, struct image *image)
{
	const struct image *given = &opts->image;

	if (given->output)
		image->output = given->output;
	if (given->profile)
		image->profile = given->profile;
	if (given->start)
		image->start = given->start;
	if (given->nr_ports) {
		image->ports = given->ports;
		image->nr_ports = given->nr_ports;
	}
	if (given->memory)
		image->memory = given->memory;
	if (given->smp)
		image->smp = given->smp;
	if (opts->dlopen >= 0)
		image->dlopen = opts->dlopen;
	image->model = given->model ? given->model : MODEL_UKL;
	image->format = given->format;
	image->map = given->map;
	strv_add_all(&image->roots, &given->roots);
	strv_add_all(&image->with, &given->with);
	strv_add_all(&image->environment, &given->environment);
}

static void set_arguments(const struct options *opts, struct image *image)
{
	struct strv words = { 0 };

	if (!image->arguments.nr || (opts->image.start && !opts->arguments)) {
		image->arguments = (struct strv){ 0 };
		strv_add(&image->arguments,
			 opts->image.start ? image->start : image->name);
	}
	if (!opts->arguments)
		return;
	strv_add(&words,
		 opts->image.start ? image->start : image->arguments.v[0]);
	if (!words_split(opts->arguments, &words))
		die_usage("--args: a quote is not closed: %s", opts->arguments);
	image->arguments = words;
}

/* Defaults first, so that a later definition of the same name replaces them. */
static void set_environment(struct image *image)
{
	struct strv merged = { 0 };
	struct strv all = { 0 };

	for (size_t i = 0;
	     i < sizeof(default_environment) / sizeof(*default_environment);
	     i++)
		strv_add(&all, default_environment[i]);
	strv_add_all(&all, &image->environment);
	for (size_t i = 0; i < all.nr; i++) {
		size_t len = strchr(all.v[i], '=') - all.v[i] + 1;
		bool replaced = false;

		for (size_t j = i + 1; j < all.nr && !replaced; j++)
			replaced = !strncmp(all.v[i], all.v[j], len);
		if (!replaced)
			strv_add(&merged, all.v[i]);
	}
	image->environment = merged;
}

/* What there is of calls for programs that are not part of the kernel; what a recipe says is for those. */
static void set_calls_of_model(struct program *program, enum model model)
{
	const char *name = model_name(model);

	if (program->shortcuts)
		die_usage(
			"--shortcuts=%s: shortcuts need --model=ukl, program '%s' is linked with --model=%s",
			shortcuts_name(program->shortcuts), program->name,
			name);
	if (program->calls == CALLS_DIRECT ||
	    (program->calls == CALLS_GATE && model == MODEL_PROCESS))
		die_usage(
			"--calls=%s: program '%s' is linked with --model=%s, which has %s",
			calls_name(program->calls), program->name, name,
			model == MODEL_KML ? "gate and trap" : "trap only");
	if (!program->calls)
		program->calls = model == MODEL_KML ? CALLS_GATE : CALLS_TRAP;
	program->shortcuts = SHORTCUTS_OFF;
}

/* They are second bodies of the entries of direct calls, so there are none for others. */
static void set_calls(struct program *program, const struct image *image)
{
	program->model = image->model;
	if (image->model != MODEL_UKL) {
		set_calls_of_model(program, image->model);
		return;
	}
	if (!program->calls)
		program->calls = image->calls;
	if (program->shortcuts == SHORTCUTS_ON &&
	    program->calls != CALLS_DIRECT)
		die_usage(
			"--shortcuts=on: program '%s' is linked with --calls=%s, shortcuts need --calls=direct",
			program->name, calls_name(program->calls));
	if (program->calls != CALLS_DIRECT)
		program->shortcuts = SHORTCUTS_OFF;
	else if (!program->shortcuts)
		program->shortcuts = image->shortcuts;
}

static void set_defaults(const struct options *opts, struct image *image)
{
	if (opts->image.name)
		image->name = opts->image.name;
	if (!image->start)
		image->start = xasprintf("/ukl/%s", image->programs[0].name);
	if (!image->smp)
		image->smp = 1;
	if (!image->calls)
		image->calls = CALLS_DIRECT;
	if (!image->shortcuts)
		image->shortcuts = SHORTCUTS_ON;
	for (size_t i = 0; i < image->nr_programs; i++)
		set_calls(&image->programs[i], image);
	set_output(image);
	set_arguments(opts, image);
	set_environment(image);
}

void describe_image(const struct options *opts, struct recipe *recipe,
		    struct image *image)
{
	const struct strv *files = &opts->positional;

	if (opts->programs.nr) {
		add_programs(opts, image);
		image->name = xstrdup(image->programs[0].name);
	} else if (files->nr == 1 && recipe_names(files->v[0])) {
		if (!recipe_read(recipe, files->v[0], image))
			exit(EXIT_FAULT);
		image->name = recipe->name;
		image_add_program(image, opts->image.name ? opts->image.name :
							    image->name);
		for (size_t i = 3; i < recipe->programs.nr; i += 3)
			image_add_program(image, recipe->programs.v[i + 1]);
		for (size_t i = 0; i < image->nr_programs; i++) {
			image->programs[i].calls = opts->main_program.calls;
			image->programs[i].shortcuts =
				opts->main_program.shortcuts;
		}
	} else if (files->nr) {
		image->name = opts->image.name ?
				      opts->image.name :
				      name_of(opts->image.output ?
						      opts->image.output :
						      files->v[0]);
		add_main_program(opts, image, image->name);
	} else {
		die_usage("nothing to link; give a recipe or objects");
	}
	apply_options(opts, image);
	set_defaults(opts, image);
}
