// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../common/files.h"
#include "../common/image_find.h"
#include "../common/output.h"
#include "../common/paths.h"
#include "../common/report.h"
#include "../common/tempdir.h"
#include "app_elf.h"
#include "bzimage.h"
#include "command.h"
#include "debug_info.h"
#include "describe.h"
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

/* A recipe does not know the kernel, and its program runs on fewer, too. */
static void set_processors(struct image *image, const struct options *opts,
			   const struct kit *kit)
{
	image->processors = kit_processors(kit);
	if (opts->image.smp > image->processors)
		error("--smp %u: the kernel of profile '%s' has room for %u (CONFIG_NR_CPUS); choose another with --profile",
		      opts->image.smp, kit->profile, image->processors);
	if (image->smp > image->processors)
		image->smp = image->processors;
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
		/* Better to hear it now than after the links. */
		output_check(image.output, "-o");
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
	if (!opts->dry_run)
		set_processors(&image, opts, &kit);
	stop_if_failed();
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
