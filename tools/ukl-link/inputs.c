// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../common/files.h"
#include "../common/paths.h"
#include "../common/report.h"
#include "../common/words.h"
#include "archive.h"
#include "input_file.h"
#include "inputs.h"
#include "linker_script.h"

/* Debian's scripts name two. */
enum { SCRIPT_FILES_MAX = 1000 };

struct check {
	struct program *program;
	struct strv own_dirs; /* of -L, but those that are searched anyway */
	const struct strv *system_dirs;
	void *words; /* tree of those that have been looked at */
	void *files; /* the same */
};

/* A script of an input's, and of those that it names. */
struct expansion {
	struct linker_script flat;
	struct strv scripts;
	size_t nr_files;
};

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Put @name into the tree; false if it is there. */
static bool is_new(void **tree, const char *name)
{
	char *copy = xstrdup(name);
	char **found = tsearch(copy, tree, compare);

	if (!found)
		die("out of memory");
	if (*found == copy)
		return true;
	free(copy);
	return false;
}

/* Of -lNAME; the caller owns it. */
static char *library_file(const char *name)
{
	return *name == ':' ? xstrdup(name + 1) : xasprintf("lib%s.a", name);
}

static bool check_file(struct check *check, const char *path,
		       struct expansion *into);

/* A library of the system's stays -lNAME: with a C library of ours, it is another. */
static bool expand_library(struct check *check, const char *script,
			   const char *word, struct expansion *into)
{
	char *name = library_file(word + 2);
	char *path = find_in_dirs(&check->own_dirs, name);
	bool ok = true;

	if (path) {
		ok = check_file(check, path, into);
	} else if (has_only(name, "_.+-") && /* ld reads it without quotes */
		   (path = find_in_dirs(check->system_dirs, name))) {
		strv_add(&into->flat.files, word);
	} else {
		error("%s: names %s, which is not there; give the archives themselves",
		      script, word);
		ok = false;
	}
	free(path);
	free(name);
	return ok;
}

/* Where ld looks: here, beside the script, along -L. */
static char *find_named(const struct check *check, const char *script,
			const char *name)
{
	char *dir, *path;

	if (!access(name, F_OK))
		return xstrdup(name);
	if (*name == '/')
		return NULL;
	dir = path_dir(script);
	path = xasprintf("%s/%s", dir, name);
	free(dir);
	if (!access(path, F_OK))
		return path;
	free(path);
	path = find_in_dirs(&check->own_dirs, name);
	return path ? path : find_in_dirs(check->system_dirs, name);
}

static bool expand_name(struct check *check, const char *script,
			const char *name, struct expansion *into)
{
	char *path;
	bool ok;

	if (!strncmp(name, "-l", 2))
		return expand_library(check, script, name, into);
	path = find_named(check, script, name);
	if (!path) {
		error("%s: names %s, which is not there; give the archives themselves",
		      script, name);
		return false;
	}
	ok = check_file(check, path, into);
	free(path);
	return ok;
}

/* Those that a script names are inputs like any other. */
static bool expand_script(struct check *check, const char *path,
			  const struct file *file, struct expansion *into)
{
	struct linker_script script = { 0 };
	const char *fault = linker_script_read(file, &script);

	into->nr_files += script.files.nr;
	if (!fault && strv_has(&into->scripts, path))
		fault = "linker scripts that name each other, or one of them twice";
	else if (!fault && into->nr_files > SCRIPT_FILES_MAX)
		fault = "linker scripts that name more than a thousand files";
	if (fault) {
		error("%s: %s", path, fault);
		return false;
	}
	strv_add(&into->scripts, path);
	strv_add_all(&into->flat.symbols, &script.symbols);
	for (size_t i = 0; i < script.files.nr; i++)
		if (!expand_name(check, path, script.files.v[i], into))
			return false;
	return true;
}

/* ld reads scripts where others stand. */
static bool add_to_script(struct linker_script *script, const char *path)
{
	char *here = *path == '/' ? xstrdup("") : getcwd(NULL, 0);
	char *whole;

	if (!here) {
		error("the current folder: %s", strerror(errno));
		return false;
	}
	whole = xasprintf("%s%s%s", here, *path == '/' ? "" : "/", path);
	free(here);
	if (strpbrk(whole, "\"\n")) {
		error("%s: a quote or a line break in a name that a linker script gives; rename it",
		      whole);
		return false;
	}
	strv_add(&script->files, whole);
	free(whole);
	return true;
}

/* @into: a script names it. */
static bool check_file(struct check *check, const char *path,
		       struct expansion *into)
{
	struct file file;
	bool ok;

	if (!file_map(path, &file)) {
		error("%s: %s; give an object (.o) or archive (.a)", path,
		      strerror(errno));
		return false;
	}
	if (!is_archive(&file) && !is_source_name(path) &&
	    is_linker_script(&file))
		ok = expand_script(check, path, &file, into);
	else
		ok = (!is_new(&check->files, path) ||
		      input_file_check(path, &file)) &&
		     (!into->scripts.nr || add_to_script(&into->flat, path));
	file_unmap(&file);
	return ok;
}

/* A word of the program's; @path is what it leads to. */
static void check_input(struct check *check, const char *word, const char *path)
{
	struct expansion into = { 0 };
	struct program *program = check->program;

	check_file(check, path, &into);
	if (!into.scripts.nr)
		return;
	GROW(program->scripts, program->nr_scripts);
	program->scripts[program->nr_scripts++] =
		(struct input_script){ xstrdup(word), into.flat };
}

/* "FILE:LINE: " of a word of a recipe, else "". */
static const char *place_of(const struct program *program, const char *word)
{
	for (size_t i = 0; i < program->places.nr; i += 2)
		if (!strcmp(program->places.v[i], word))
			return xasprintf("%s: ", program->places.v[i + 1]);
	return "";
}

static void report_library(const char *place, const char *name,
			   const char *file_name, const struct strv *dirs)
{
	char *shared = xasprintf("lib%s.so", name),
	     *found = find_in_dirs(dirs, shared);
	char *list = xstrdup("");

	for (size_t i = 0; i < dirs->nr; i++)
		list = xasprintf("%s %s", list, dirs->v[i]);
	if (found)
		error("%s-l%s: only the shared library %s is there; install or build the static one, %s",
		      place, name, found, file_name);
	else
		error("%s-l%s: no %s in%s; install its -dev package or add -LDIR",
		      place, name, file_name, list);
}

static void check_library(struct check *check, const char *word)
{
	const char *name = word + 2;
	char *file_name = library_file(name);
	char *path = find_in_dirs(&check->own_dirs, file_name);
	struct expansion into = { 0 };
	struct strv dirs = { 0 };

	if (path) {
		check_input(check, word, path);
	} else if ((path = find_in_dirs(check->system_dirs, file_name))) {
		/* ld reads the system's scripts itself */
		check_file(check, path, &into);
	} else {
		strv_add_all(&dirs, &check->own_dirs);
		strv_add_all(&dirs, check->system_dirs);
		report_library(place_of(check->program, word), name, file_name,
			       &dirs);
	}
	free(path);
	free(file_name);
}

void inputs_check(struct program *program, const struct toolchain *tools)
{
	struct check check = { .program = program,
			       .system_dirs = &tools->library_dirs };
	const struct strv *inputs = &program->inputs;

	for (size_t i = 0; i < inputs->nr; i++)
		if (!strncmp(inputs->v[i], "-L=", 3) ||
		    !strncmp(inputs->v[i], "-L$SYSROOT", 10))
			error("%s: ld takes this for a folder of its sysroot, and there is none; give the folder itself",
			      inputs->v[i]);
		else if (!strncmp(inputs->v[i], "-L", 2) &&
			 !is_system_folder(tools, inputs->v[i] + 2))
			strv_add(&check.own_dirs, inputs->v[i] + 2);

	for (size_t i = 0; i < inputs->nr; i++) {
		const char *word = inputs->v[i];

		if (!strcmp(word, "-Xlinker"))
			i++;
		else if (*word != '-' && is_new(&check.words, word))
			check_input(&check, word, word);
		else if (!strncmp(word, "-l", 2) && is_new(&check.words, word))
			check_library(&check, word);
	}
	tdestroy(check.words, free);
	tdestroy(check.files, free);
}
