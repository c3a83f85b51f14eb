// SPDX-License-Identifier: GPL-2.0-only
/* From what a recipe names to inputs of the link. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../common/link_file.h"
#include "../common/paths.h"
#include "../common/report.h"
#include "../common/tempdir.h"
#include "command.h"
#include "options.h"
#include "recipe.h"

/* Only the recipe's words are a pattern, not the name of the folder where they are looked for. */
static char *glob_escape(const char *path)
{
	char *escaped = xmalloc(2 * strlen(path) + 1), *to = escaped;

	for (; *path; path++) {
		if (strchr("*?[\\", *path))
			*to++ = '\\';
		*to++ = *path;
	}
	*to = '\0';
	return escaped;
}

/* @path: with a slash behind it if it is a folder */
static bool add_found(struct strv *found, const char *path, const char *place)
{
	if (path[strlen(path) - 1] != '/') {
		strv_add(found, path);
		return true;
	}
	error("%s: %s is a folder; name the files in it, such as '*.c'", place,
	      path);
	return false;
}

bool recipe_find_files(const struct strv *patterns, const char *dir,
		       struct strv *found)
{
	char *folder = glob_escape(dir);
	bool ok = true;

	for (size_t i = 0; i < patterns->nr; i += 2) {
		char *pattern = xasprintf("%s/%s", folder, patterns->v[i]);
		glob_t list;

		if (glob(pattern, GLOB_MARK, NULL, &list)) {
			error("%s: no file '%s' in %s", patterns->v[i + 1],
			      patterns->v[i], dir);
			ok = false;
		} else {
			for (size_t j = 0; j < list.gl_pathc; j++)
				ok &= add_found(found, list.gl_pathv[j],
						patterns->v[i + 1]);
			globfree(&list);
		}
		free(pattern);
	}
	free(folder);
	return ok;
}

static bool compile(const struct recipe *recipe, const char *source,
		    const char *object)
{
	struct spawn_options opts = { .capture_err = 1 };
	struct strv argv = { 0 };
	char *messages;
	int status;

	command_add_cc(&argv);
	strv_add(&argv, "-O2");
	strv_add(&argv, "-fPIE");
	strv_addf(&argv, "-I%s", path_of_include());
	strv_add_all(&argv, &recipe->cflags);
	strv_add(&argv, "-c");
	strv_add(&argv, source);
	strv_add(&argv, "-o");
	strv_add(&argv, object);
	status = command_run(&argv, &opts, NULL, &messages);
	fputs(messages, stderr); /* the compiler's own, several lines each */
	if (status)
		error("%s: does not compile", source);
	return !status;
}

/* Compile the recipe's C files, which takes less time than looking for them in a cache. */
static bool compile_sources(const struct recipe *recipe,
			    struct program *program)
{
	const struct strv *sources = &recipe->sources;
	bool ok = true;

	for (size_t i = 0; i < sources->nr; i++) {
		/* main.c and lib/main.c are two */
		char *object =
			tempdir_path("%zu-%s.o", i, path_base(sources->v[i]));

		ok &= compile(recipe, sources->v[i], object);
		strv_add(&program->inputs, object);
	}
	return ok;
}

/* A libtool script stands for the program, which is in .libs then. NULL if neither has been linked. */
static char *find_link_file(const char *dir, const char *program)
{
	char *own = xasprintf("%s/%s" LINK_FILE_ENDING, dir, program);
	char *folder = path_dir(program);
	char *libtool = xasprintf("%s/%s/.libs/%s" LINK_FILE_ENDING, dir,
				  folder, path_base(program));

	return !access(own, R_OK)     ? own :
	       !access(libtool, R_OK) ? libtool :
					NULL;
}

static const char *is_below(const char *input, const void *context)
{
	size_t len = strlen(context);

	return !strncmp(input, context, len) && input[len] == '/' ?
		       path_base(input) :
		       NULL;
}

static char *kept_link_file(const char *dir, const char *program)
{
	return xasprintf("%s/%s" LINK_FILE_ENDING, dir, program);
}

static bool keep_program(const struct recipe *recipe, char *const *program,
			 const char *work, const char *dir)
{
	const char *top = recipe->build ? work : xasprintf("%s/source", work);
	char *path = find_link_file(top, program[0]);
	struct link_file file = { 0 };

	if (!path) {
		error("%s: the build has not linked %s with ukl-cc; %s",
		      program[2], program[0],
		      recipe->build ?
			      "let it use $CC, and name the program from the folder where the script began" :
			      "name the target in 'make', and remove programs from the source that were built before");
		return false;
	}
	return link_file_read(&file, path) && link_file_check(&file, path) &&
	       link_file_write(&file, kept_link_file(dir, program[1]), is_below,
			       realpath(work, NULL));
}

bool recipe_keep_programs(const struct recipe *recipe, const char *work,
			  const char *dir)
{
	bool ok = true;

	for (size_t i = 0; i < recipe->programs.nr; i += 3)
		ok &= keep_program(recipe, &recipe->programs.v[i], work, dir);
	return ok;
}

/* Of a program that has been built here, or where the recipe is. */
static bool add_program(const struct recipe *recipe, char *const *names,
			const char *dir, struct program *program)
{
	char *path = recipe_has_build(recipe) ? kept_link_file(dir, names[1]) :
						find_link_file(dir, names[0]);
	struct strv words = { 0 };

	if (!path) {
		error("%s: no %s" LINK_FILE_ENDING
		      " in %s; build %s with ukl-cc",
		      names[2], names[0], dir, names[0]);
		return false;
	}
	strv_add(&words, path);
	options_parse_inputs(program, &words);
	return true;
}

bool recipe_add_inputs(const struct recipe *recipe, const char *dir,
		       struct image *image)
{
	unsigned int before = report_count();
	struct strv libraries = { 0 };

	for (size_t i = 0; i < recipe->libraries.nr; i += 2)
		strv_add(&libraries, recipe->libraries.v[i]);
	if (!compile_sources(recipe, &image->programs[0]) ||
	    !recipe_find_files(&recipe->objects, dir,
			       &image->programs[0].inputs))
		return false;
	for (size_t i = 0; i < recipe->programs.nr; i += 3)
		if (!add_program(recipe, &recipe->programs.v[i], dir,
				 &image->programs[i / 3]))
			return false;
	for (size_t i = 0; i < image->nr_programs; i++) {
		options_parse_inputs(&image->programs[i], &libraries);
		image->programs[i].places = recipe->libraries;
	}
	return report_count() == before;
}
