// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../common/files.h"
#include "../common/link_file.h"
#include "../common/paths.h"
#include "../common/report.h"
#include "recipe.h"

/* More is no recipe; long lists may be given by several lines. */
enum { LINE_MAX_LENGTH = 4096 };

static char *trim(char *text)
{
	char *end = text + strlen(text);

	while (isspace((unsigned char)*text))
		text++;
	while (end > text && isspace((unsigned char)end[-1]))
		end--;
	*end = '\0';
	return text;
}

static bool is_utf8(const char *text)
{
	json_t *string = json_string(text);

	json_decref(string);
	return string;
}

static void read_line(struct recipe_reader *at, char *line, size_t length)
{
	const char *fault = NULL;

	if (strlen(line) != length)
		fault = "a NUL byte; a recipe is text";
	else if (length > LINE_MAX_LENGTH)
		fault = "longer than 4096 bytes; give lists by several lines";
	else if (!is_utf8(line))
		fault = "not UTF-8; a recipe is text";
	if (fault) {
		error("%s:%u: %s", at->recipe->path, at->line, fault);
		return;
	}
	line = trim(line);
	if (*line && *line != '#')
		recipe_read_key(at, line);
}

static void read_lines(struct recipe_reader *at)
{
	struct file file;
	char *line, *end, *behind;

	if (!file_read(at->recipe->path, &file)) {
		error("%s: %s", at->recipe->path, strerror(errno));
		return;
	}
	behind = (char *)file.data + file.size;
	for (line = (char *)file.data; line < behind; line = end + 1) {
		end = memchr(line, '\n', behind - line);
		if (!end)
			end = behind;
		*end = '\0';
		at->line++;
		read_line(at, line, end - line);
	}
	free(file.data);
}

static bool is_recipe_folder(const char *dir)
{
	char *path = xasprintf("%s/recipe", dir);
	struct stat st;
	bool found = !stat(path, &st) && S_ISREG(st.st_mode);

	free(path);
	return found;
}

static int is_recipe_entry(const struct dirent *entry)
{
	char *dir = xasprintf("%s/apps/%s", path_of_data(), entry->d_name);
	bool found = *entry->d_name != '.' && is_recipe_folder(dir);

	free(dir);
	return found;
}

/* Names of all recipes, sorted. */
static struct strv find_recipes(void)
{
	char *apps = xasprintf("%s/apps", path_of_data());
	struct dirent **entries;
	struct strv names = { 0 };
	int nr = scandir(apps, &entries, is_recipe_entry, alphasort);

	for (int i = 0; i < nr; i++)
		strv_add(&names, entries[i]->d_name);
	free(apps);
	return names;
}

bool recipe_names(const char *name)
{
	const char *dot = strrchr(name, '.');
	struct stat st;

	if (!stat(name, &st))
		return S_ISDIR(st.st_mode);
	return !strchr(name, '/') &&
	       !(dot &&
		 (!strcmp(dot, ".o") || !strcmp(dot, ".a") ||
		  !strcmp(dot, ".so") || !strcmp(dot, LINK_FILE_ENDING)));
}

static void report_missing(const char *name)
{
	struct strv names = find_recipes();

	error("%s: no such file and no such recipe in %s/apps; recipes are: %s",
	      name, path_of_data(), names.nr ? strv_join(&names, ", ") : "none");
}

static bool wrong(const struct recipe *recipe, const char *what)
{
	error("%s: %s", recipe->path, what);
	return false;
}

/* Known only when all is read: 'folder' may stand behind 'sources'. */
static bool find_sources(struct recipe *recipe)
{
	const char *dir = recipe->folder ? recipe->folder : recipe->dir;
	struct strv found = { 0 };
	bool ok = recipe_find_files(&recipe->sources, dir, &found);

	recipe->sources = found;
	return ok;
}

/* What cannot be seen in one line. */
static bool check(const struct recipe *recipe, const struct image *image)
{
	bool makes = recipe->configure.nr || recipe->make.nr;

	if (image->shortcuts == SHORTCUTS_ON && image->calls &&
	    image->calls != CALLS_DIRECT)
		return wrong(
			recipe,
			"shortcuts need direct calls; leave out 'shortcuts' or 'calls'");
	if (!recipe->sources.nr && !recipe->objects.nr &&
	    !recipe->libraries.nr && !recipe->programs.nr)
		return wrong(
			recipe,
			"says nothing to link; add a line 'program = ...', 'sources = ...' or 'objects = ...'");
	if (recipe->build && (makes || recipe->patches.nr))
		return wrong(
			recipe,
			"'build' is instead of 'patch', 'configure' and 'make'; leave out one or the others");
	if (recipe->package && recipe->folder)
		return wrong(
			recipe,
			"the source is a 'package' or a 'folder'; leave out one");
	if (recipe->patches.nr && !makes)
		return wrong(recipe, "'patch' without 'make' or 'configure'");
	if (recipe->package && !recipe->build && !makes)
		return wrong(
			recipe,
			"'package' without 'make', 'configure' or 'build'");
	if (makes && recipe->objects.nr)
		return wrong(
			recipe,
			"'objects' are of a 'build'; behind 'make', name the 'program'");
	return true;
}

bool recipe_read(struct recipe *recipe, const char *name, struct image *image)
{
	struct recipe_reader at = { .recipe = recipe, .image = image };
	unsigned int before = report_count();
	char *known = xasprintf("%s/apps/%s", path_of_data(), name);
	struct stat st;

	if (strchr(name, '/') ||
	    (!is_recipe_folder(known) && !stat(name, &st))) {
		/* of the user's own: ./thing, or thing/ */
		recipe->dir = realpath(name, NULL);
		if (!recipe->dir || !is_recipe_folder(recipe->dir)) {
			error("%s: no file 'recipe' in it; see --list for known programs",
			      name);
			return false;
		}
	} else if (is_recipe_folder(known)) {
		recipe->dir = known;
	} else {
		report_missing(name);
		return false;
	}
	recipe->name = xstrdup(path_base(recipe->dir));
	recipe->path = xasprintf("%s/recipe", recipe->dir);
	if (!valid_program_name(recipe->name)) {
		error("%s: a recipe's folder is named by letters, digits and _-+. only",
		      recipe->dir);
		return false;
	}
	recipe_reader_init(&at);
	read_lines(&at);
	find_sources(recipe);
	return report_count() == before && check(recipe, image);
}

void recipe_list(void)
{
	struct strv names = find_recipes();

	for (size_t i = 0; i < names.nr; i++) {
		struct recipe recipe = { 0 };
		struct image image = { 0 };

		if (recipe_read(&recipe, names.v[i], &image))
			printf("%-16s%s\n", names.v[i],
			       recipe.summary ? recipe.summary : "");
	}
}
