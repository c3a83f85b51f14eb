// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../common/files.h"
#include "../common/report.h"
#include "archive.h"
#include "inputs.h"
#include "linker_script.h"
#include "object.h"

/* Debian's name archives, and no further script. */
enum { SCRIPTS_MAX_DEPTH = 5 };

/* One line for the first bad member; the others have mostly the same fault. */
static void check_members(const struct archive *archive)
{
	size_t nr_bad = 0;
	const char *fault, *first = NULL, *first_name = NULL;

	for (size_t i = 0; i < archive->nr_members; i++) {
		const struct member *member = &archive->members[i];
		struct file file = { (unsigned char *)member->data,
				     member->size };

		if (archive->thin && !file_map(member->name, &file)) {
			fault = "a thin archive's member is missing; keep the objects beside it";
		} else {
			fault = object_check(file.data, file.size);
			if (archive->thin)
				file_unmap(&file);
		}
		if (fault && !nr_bad++) {
			first = fault;
			first_name = member->name;
		}
	}
	if (nr_bad == 1)
		error("%s(%s): %s", archive->path, first_name, first);
	else if (nr_bad)
		error("%s(%s): %s (and %zu more members)", archive->path,
		      first_name, first, nr_bad - 1);
}

static void check_archive(const char *path, const struct file *file)
{
	struct archive archive;
	const char *fault = archive_read(&archive, path, file);

	if (fault)
		error("%s: %s; build it again", path, fault);
	else if (archive.nr_members && !archive.has_index)
		error("%s: has no index of symbols; type: ranlib %s", path,
		      path);
	else
		check_members(&archive);
}

static bool is_source(const char *path)
{
	static const char *const endings[] = { ".c",   ".cc", ".cpp",
					       ".cxx", ".C",  ".S",
					       ".s",   ".i",  ".f90" };
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; dot && i < sizeof(endings) / sizeof(*endings); i++)
		if (!strcmp(dot, endings[i]))
			return true;
	return false;
}

static void check_file(const char *path, const struct strv *dirs, int depth);

/* Of -lNAME; the caller owns it. */
static char *library_file(const char *name)
{
	return *name == ':' ? xstrdup(name + 1) : xasprintf("lib%s.a", name);
}

/* Those that a script names are inputs like any other. ld tells of those that are not there. */
static void check_script(const char *path, const struct file *file,
			 const struct strv *dirs, int depth)
{
	struct strv names = { 0 };
	const char *fault = linker_script_read(file, &names);

	if (!fault && depth == SCRIPTS_MAX_DEPTH)
		fault = "linker scripts that name each other";
	if (fault)
		error("%s: %s", path, fault);
	for (size_t i = 0; !fault && i < names.nr; i++) {
		const char *name = names.v[i];
		char *found;

		if (!strncmp(name, "-l", 2))
			found = find_in_dirs(dirs, library_file(name + 2));
		else if (access(name, F_OK))
			found = find_in_dirs(dirs, name);
		else
			found = xstrdup(name);
		if (found)
			check_file(found, dirs, depth + 1);
		free(found);
	}
}

static void check_file(const char *path, const struct strv *dirs, int depth)
{
	const char *fault = NULL;
	struct file file;

	if (!file_map(path, &file)) {
		error("%s: %s; give an object (.o) or archive (.a)", path,
		      strerror(errno));
		return;
	}
	if (is_archive(&file))
		check_archive(path, &file);
	else if (is_source(path))
		error("%s: a source file; compile it first: gcc -O2 -c %s",
		      path, path);
	else if (is_linker_script(&file))
		check_script(path, &file, dirs, depth);
	else
		fault = object_check(file.data, file.size);
	if (fault)
		error("%s: %s", path, fault);
	file_unmap(&file);
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

static void check_library(const struct program *program, const char *word,
			  const struct strv *dirs)
{
	const char *name = word + 2;
	char *file_name = library_file(name);
	char *path = find_in_dirs(dirs, file_name);

	if (path)
		check_file(path, dirs, 0);
	else
		report_library(place_of(program, word), name, file_name, dirs);
	free(path);
	free(file_name);
}

static bool seen_before(const struct strv *words, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (!strcmp(words->v[i], words->v[index]))
			return true;
	return false;
}

void inputs_check(const struct program *program, const struct toolchain *tools)
{
	const struct strv *inputs = &program->inputs;
	struct strv dirs = { 0 };

	for (size_t i = 0; i < inputs->nr; i++)
		if (!strncmp(inputs->v[i], "-L", 2))
			strv_add(&dirs, inputs->v[i] + 2);
	strv_add_all(&dirs, &tools->library_dirs);

	for (size_t i = 0; i < inputs->nr; i++) {
		const char *word = inputs->v[i];

		if (!strcmp(word, "-Xlinker"))
			i++;
		else if (seen_before(inputs, i))
			continue; /* libraries are often given twice */
		else if (!strncmp(word, "-l", 2))
			check_library(program, word, &dirs);
		else if (*word != '-')
			check_file(word, &dirs, 0);
	}
}
