// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where a program's text begins is known when the one before it has been linked. So several links can
 * run at once only if the sizes of the texts are foreseen, and they are: mostly there is an image of
 * the same name, made by the link before this one, and most of its programs have not changed. Who was
 * linked for a wrong address is linked again; the result is the same as that of one link after another.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../common/report.h"
#include "../common/tempdir.h"
#include "../common/uklnote.h"
#include "app_link.h"
#include "command.h"
#include "programs_link.h"

/* More would be too many for spawn.c, and for memory. */
enum { MAX_JOBS = 8 };

struct job {
	struct app_link link;
	uint64_t expected_size; /* of the text; 0: not known */
	bool started;
};

static struct job *make_jobs(const struct image *image, const struct kit *kit,
			     const struct toolchain *tools, struct strv *maps)
{
	struct job *jobs = xcalloc(image->nr_programs, sizeof(*jobs));

	for (size_t i = 0; i < image->nr_programs; i++) {
		struct app_link *link = &jobs[i].link;

		*link = (struct app_link){ .program = &image->programs[i],
					   .kit = kit,
					   .tools = tools,
					   .dlopen = image->dlopen };
		if (!image->map)
			continue;
		link->map = tempdir_path("%s.map", link->program->name);
		strv_add(maps, link->map);
	}
	return jobs;
}

/* Sizes from the note of the image that this one will replace. Nothing depends on their being right. */
static void expect_sizes(struct job *jobs, const struct image *image)
{
	char *note = uklnote_peek(image->output);
	json_t *root = note ? json_loads(note, 0, NULL) : NULL;
	json_t *list = json_object_get(root, "programs"), *entry;
	size_t number;

	json_array_foreach(list, number, entry)
	{
		const char *name =
			json_string_value(json_object_get(entry, "name"));
		json_t *text = json_object_get(entry, "text");

		for (size_t i = 0; name && i < image->nr_programs; i++)
			if (!strcmp(image->programs[i].name, name))
				jobs[i].expected_size =
					page_align(json_integer_value(
						json_object_get(text, "size")));
	}
	json_decref(root);
	free(note);
}

static void start(struct job *job, uint64_t address)
{
	job->link.program->text_start = address;
	app_link_start(&job->link);
	job->started = true;
}

/* Start program @first, whose address is known, and those behind it whose addresses are expected. */
static void start_some(struct job *jobs, size_t nr, size_t first,
		       uint64_t address, size_t at_once)
{
	for (size_t i = first; i < nr && i < first + at_once; i++) {
		if (!jobs[i].started)
			start(&jobs[i], address);
		if (!jobs[i].expected_size)
			break;
		address += jobs[i].expected_size;
	}
}

static size_t get_at_once(void)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	/* a dry run shows the commands in the order in which one could type them */
	if (command_is_dry_run() || cpus < 1)
		return 1;
	return cpus < MAX_JOBS ? cpus : MAX_JOBS;
}

bool programs_link(struct image *image, const struct kit *kit,
		   const struct toolchain *tools, struct strv *maps)
{
	struct job *jobs = make_jobs(image, kit, tools, maps);
	size_t nr = image->nr_programs, at_once = get_at_once();
	uint64_t address = kit->app_start;

	if (nr > 1 && at_once > 1 && image->model == MODEL_UKL)
		expect_sizes(jobs, image);
	start_some(jobs, nr, 0, address, at_once);
	for (size_t i = 0; i < nr; i++) {
		struct program *program = &image->programs[i];

		app_link_wait(&jobs[i].link);
		if (program->text_start != address) {
			start(&jobs[i], address);
			app_link_wait(&jobs[i].link);
		}
		address += program->text_size;
		/* while they run, look at this one */
		start_some(jobs, nr, i + 1, address, at_once);
		app_link_check(&jobs[i].link);
	}
	free(jobs);
	return !report_failed();
}
