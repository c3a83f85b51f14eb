// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../common/files.h"
#include "../common/image_find.h"
#include "../common/paths.h"
#include "../common/report.h"
#include "../common/tempdir.h"
#include "../common/words.h"
#include "app_elf.h"
#include "bzimage.h"
#include "command.h"
#include "debug_info.h"
#include "image_object.h"
#include "inputs.h"
#include "kernel_link.h"
#include "kit.h"
#include "libc.h"
#include "new_recipe.h"
#include "note.h"
#include "options.h"
#include "profile.h"
#include "programs_link.h"
#include "recipe.h"
#include "rootfs.h"
#include "toolchain.h"

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

/* From the command line to a complete description; builds what a recipe builds. */
static void describe_image(const struct options *opts, struct recipe *recipe,
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

/* Better to hear it now than after the links. */
static void check_output(const char *path)
{
	char *dir = path_dir(path);
	struct stat st;

	if (stat(dir, &st))
		error("%s: folder %s: %s", path, dir, strerror(errno));
	else if (!S_ISDIR(st.st_mode))
		error("%s: %s is not a folder", path, dir);
	else if (access(dir, W_OK))
		error("%s: folder %s: %s; choose another with -o", path, dir,
		      strerror(errno));
	else if (!stat(path, &st) && !S_ISREG(st.st_mode))
		error("%s: is there and not a file; choose another name with -o",
		      path);
	free(dir);
}

/* "-o a.o a.o" would lose what took work to make. */
static void check_output_is_no_input(const struct image *image)
{
	struct stat output, input;

	if (stat(image->output, &output))
		return;
	for (size_t i = 0; i < image->nr_programs; i++) {
		const struct strv *inputs = &image->programs[i].inputs;

		for (size_t j = 0; j < inputs->nr; j++)
			if (!stat(inputs->v[j], &input) &&
			    input.st_dev == output.st_dev &&
			    input.st_ino == output.st_ino)
				error("%s: is an input of the link; choose another output with -o",
				      inputs->v[j]);
	}
}

static void stop_if_failed(void)
{
	if (report_failed())
		exit(EXIT_FAULT);
}

/* In MB: room for Linux and work, and for the programs in the image and in the page cache. */
static unsigned int default_memory(const struct image *image)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < image->nr_programs; i++)
		bytes += image->programs[i].text_size +
			 image->programs[i].data_size;
	bytes >>= 20;
	return bytes > 16 ? 96 + 2 * bytes : 128;
}

/* What the command line says is meant as it stands; a recipe does not know the kernel. */
static void set_memory(struct image *image, const struct options *opts,
		       const struct kit *kit)
{
	if (opts->image.memory)
		return;
	if (!image->memory)
		image->memory = default_memory(image);
	if (!opts->dry_run)
		image->memory = kit_memory(kit, image->memory);
}

/* What the kernel takes before it starts anything. */
static bool check_memory(const struct image *image, const char *vmlinux)
{
	unsigned long need = app_elf_memory(vmlinux) >> 20;
	unsigned long files = image->unpacked >> 20;

	if (need + files < image->memory)
		return true;
	if (need >= image->memory)
		error("%u MB of memory: the image itself takes %lu MB; give more with --memory",
		      image->memory, need);
	else
		error("%u MB of memory: the image takes %lu MB and its files, unpacked, %lu MB; give more with --memory",
		      image->memory, need, files);
	return false;
}

/* The maps of several programs become one file. */
static bool write_map(const char *path, const struct strv *maps)
{
	char *all = xstrdup("");

	for (size_t i = 0; i < maps->nr; i++) {
		struct file file;
		char *longer;

		if (!file_read(maps->v[i], &file)) {
			error("%s: %s", maps->v[i], strerror(errno));
			return false;
		}
		longer = xasprintf("%s%s", all, (char *)file.data);
		free(all);
		free(file.data);
		all = longer;
	}
	return file_write(path, all, strlen(all), 0666);
}

/* The C library of those who do not take the system's. */
static void choose_libc(struct image *image, struct libc *libc, const char *dir)
{
	for (size_t i = 0; i < image->nr_programs; i++) {
		struct program *program = &image->programs[i];

		if (program->calls == CALLS_TRAP ||
		    (program->no_start_files && program->no_libraries))
			continue;
		if (!libc->dir)
			libc_open(libc, dir);
		program->libc = libc;
	}
}

static int link_image(const struct options *opts)
{
	struct toolchain tools = { 0 };
	struct recipe recipe = { 0 };
	struct image image = { 0 };
	struct strv maps = { 0 };
	struct libc libc = { 0 };
	struct kit kit = { 0 };
	char *object, *result;

	command_set_verbose(opts->verbose, opts->dry_run);
	describe_image(opts, &recipe, &image);
	if (!opts->dry_run) {
		check_output(image.output);
		check_output_is_no_input(&image);
	}
	stop_if_failed();
	if (opts->dry_run)
		tempdir_pretend("/tmp/ukl-link");
	else if (opts->save_temps)
		tempdir_create(opts->temps_dir ?
				       opts->temps_dir :
				       xasprintf("%s.temps", image.output));
	else
		tempdir_create(NULL);

	toolchain_find(&tools);
	if (recipe.name && !recipe_build(&recipe, &image))
		exit(EXIT_FAULT);
	if (!opts->dry_run)
		for (size_t i = 0; i < image.nr_programs; i++)
			inputs_check(&image.programs[i], &tools);
	stop_if_failed();
	kit_open(&kit, opts->kit, image.profile, image.model);
	if (image_has_calls(&image, CALLS_DIRECT) ||
	    image_has_calls(&image, CALLS_GATE))
		kit_check_calls(&kit);
	choose_libc(&image, &libc, opts->libc);
	if (image.format == FORMAT_BZIMAGE && !bzimage_possible(&kit))
		exit(EXIT_FAULT);
	if (!programs_link(&image, &kit, &tools, &maps))
		exit(EXIT_FAULT);
	set_memory(&image, opts, &kit);
	object = tempdir_path("image.o");
	if (!opts->dry_run) {
		if (!rootfs_make(&image, &kit))
			exit(EXIT_FAULT);
		note_make(&image, &kit, &tools);
		if (!image_object_write(&image, object))
			exit(EXIT_FAULT);
	}
	result = kernel_link(&kit, object);
	if (result && !opts->dry_run && !check_memory(&image, result))
		return EXIT_FAULT;
	if (result && image.format == FORMAT_BZIMAGE)
		result = bzimage_make(&kit, result);
	if (!result)
		exit(EXIT_FAULT);
	if (opts->dry_run)
		return 0;
	if (image.map && !write_map(image.map, &maps))
		return EXIT_FAULT;
	if (!debug_info_write(&image))
		return EXIT_FAULT;
	if (file_copy(result, image.output, 0777))
		return 0;
	debug_info_remove(&image);
	return EXIT_FAULT;
}

/* Who gives more words wants something that these would not do. */
static void check_alone(const struct options *opts)
{
	static const char *const names[] = {
		[ACTION_LIST] = "--list",
		[ACTION_NEW] = "--new",
		[ACTION_LIST_PROFILES] = "--list-profiles",
		[ACTION_SHOW_CONFIG] = "--show-config",
		[ACTION_INFO] = "--info",
		[ACTION_VERSION] = "--version",
	};

	if (opts->positional.nr && names[opts->action])
		die_usage("'%s' beside %s, which takes no such word",
			  opts->positional.v[0], names[opts->action]);
}

static int print_info(const char *name)
{
	const char *path = image_find(name);

	return path ? note_print(path) : EXIT_FAULT;
}

int main(int argc, char **argv)
{
	struct options opts = { 0 };

	report_init("ukl-link");
	/* over a file size limit, write() fails with EFBIG, which is reported */
	signal(SIGXFSZ, SIG_IGN);
	options_parse(&opts, argc, argv);
	check_alone(&opts);
	switch (opts.action) {
	case ACTION_HELP:
		options_help();
		return 0;
	case ACTION_VERSION:
		printf("ukl-link " UKL_VERSION "\n");
		return 0;
	case ACTION_LIST:
		recipe_list();
		return report_failed() ? EXIT_FAULT : 0;
	case ACTION_NEW:
		return new_recipe(opts.new_dir);
	case ACTION_LIST_PROFILES:
		return profile_list();
	case ACTION_SHOW_CONFIG:
		return profile_show_config(opts.kit, opts.image.profile);
	case ACTION_INFO:
		return print_info(opts.info_file);
	case ACTION_LINK:
		break;
	}
	return link_image(&opts);
}
