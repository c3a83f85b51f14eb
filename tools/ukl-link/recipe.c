// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../common/files.h"
#include "../common/mountpoint.h"
#include "../common/paths.h"
#include "../common/report.h"
#include "../common/words.h"
#include "recipe.h"
#include "with.h"

/* Where a value stands, for the messages about it. */
struct place {
	struct recipe *recipe;
	struct image *image;
	unsigned int line;
};

static bool wrong(const struct place *at, const char *what)
{
	error("%s:%u: %s", at->recipe->path, at->line, what);
	return false;
}

static bool add_words(const struct place *at, const char *value,
		      struct strv *words)
{
	return words_split(value, words) || wrong(at, "a quote is not closed");
}

/* Exactly or at least so many words; the missing ones are NULL. */
static bool get_words(const struct place *at, const char *value, size_t min,
		      size_t max, struct strv *words)
{
	if (!add_words(at, value, words))
		return false;
	if (words->nr >= min && words->nr <= max)
		return true;
	error("%s:%u: %zu words where %zu to %zu are meant", at->recipe->path,
	      at->line, words->nr, min, max);
	return false;
}

static bool set_summary(const struct place *at, const char *value)
{
	at->recipe->summary = xstrdup(value);
	return true;
}

static bool set_package(const struct place *at, const char *value)
{
	at->recipe->package = xstrdup(value);
	return true;
}

static bool set_build(const struct place *at, const char *value)
{
	at->recipe->build = xstrdup(value);
	return true;
}

static bool add_build_depends(const struct place *at, const char *value)
{
	return add_words(at, value, &at->recipe->build_depends);
}

static bool add_sources(const struct place *at, const char *value)
{
	return add_words(at, value, &at->recipe->sources);
}

static bool add_objects(const struct place *at, const char *value)
{
	return add_words(at, value, &at->recipe->objects);
}

static bool add_libraries(const struct place *at, const char *value)
{
	return add_words(at, value, &at->recipe->libraries);
}

static bool add_root(const struct place *at, const char *value)
{
	/* $UKL_OUT is known only after the build; recipe_build() puts it in */
	if (!strncmp(value, "$UKL_OUT", 8) || *value == '/')
		strv_add(&at->image->roots, value);
	else
		strv_addf(&at->image->roots, "%s/%s", at->recipe->dir, value);
	return true;
}

static bool add_with(const struct place *at, const char *value)
{
	if (!with_knows(value))
		return wrong(at, "with is busybox");
	strv_add(&at->image->with, value);
	return true;
}

static bool set_disk(const struct place *at, const char *value)
{
	struct strv words = { 0 };

	if (!get_words(at, value, 1, 2, &words))
		return false;
	if (!valid_mount_point(words.v[0]) ||
	    (words.nr > 1 && !parse_number(words.v[1], DISK_MIN_MB, DISK_MAX_MB,
					   &at->image->disk_size)))
		return wrong(at, "a disk is /PATH [MB], such as /data 64");
	at->image->disk_mount = words.v[0];
	return true;
}

static bool add_link(const struct place *at, const char *value)
{
	struct strv words = { 0 };

	if (!get_words(at, value, 2, 2, &words))
		return false;
	if (*words.v[0] != '/')
		return wrong(at, "the link's path has to begin with /");
	strv_add_all(&at->image->links, &words);
	return true;
}

static bool add_directory(const struct place *at, const char *value)
{
	struct strv words = { 0 };
	char *end = NULL;

	if (!get_words(at, value, 1, 2, &words))
		return false;
	if (*words.v[0] != '/')
		return wrong(at, "the directory's path has to begin with /");
	if (words.nr == 2 && (strtoul(words.v[1], &end, 8) > 07777 || *end))
		return wrong(at, "the mode has to be octal, such as 0755");
	strv_add(&at->image->directories, words.v[0]);
	strv_add(&at->image->directories, words.nr == 2 ? words.v[1] : "0755");
	return true;
}

static bool set_arguments(const struct place *at, const char *value)
{
	at->image->arguments = (struct strv){ 0 };
	return add_words(at, value, &at->image->arguments);
}

static bool add_environment(const struct place *at, const char *value)
{
	if (!valid_environment(value))
		return wrong(at, "an environment variable is NAME=VALUE");
	strv_add(&at->image->environment, value);
	return true;
}

static bool add_port(const struct place *at, const char *value)
{
	struct strv words = { 0 };

	if (!get_words(at, value, 1, 3, &words))
		return false;
	if (!parse_port(words.v[0], words.nr > 1 ? words.v[1] : NULL,
			words.nr > 2 ? words.v[2] : NULL, at->image))
		return wrong(
			at,
			"a port is GUEST [HOST [PROTOCOL]], numbers from 1 to 65535");
	return true;
}

static bool set_health(const struct place *at, const char *value)
{
	struct strv words = { 0 };

	if (!get_words(at, value, 2, 2, &words))
		return false;
	if (!parse_number(words.v[0], 1, 65535, &at->image->health_port) ||
	    *words.v[1] != '/')
		return wrong(at, "a health check is PORT /PATH");
	at->image->health_path = xstrdup(words.v[1]);
	return true;
}

static bool set_memory(const struct place *at, const char *value)
{
	if (parse_number(value, MEMORY_MIN_MB, MEMORY_MAX_MB,
			 &at->image->memory))
		return true;
	error("%s:%u: memory is a number of MB from %d to %d", at->recipe->path,
	      at->line, MEMORY_MIN_MB, MEMORY_MAX_MB);
	return false;
}

static bool set_smp(const struct place *at, const char *value)
{
	return parse_number(value, 1, 256, &at->image->smp) ||
	       wrong(at, "smp is a number of CPUs");
}

/* Fragments of the recipe's own stand in its folder. */
static bool set_profile(const struct place *at, const char *value)
{
	char *names = xstrdup(value), *rest = names, *name, *joined = NULL;

	while ((name = strsep(&rest, "+"))) {
		bool own = strchr(name, '/') && *name != '/';

		joined = xasprintf("%s%s%s%s%s", joined ? joined : "",
				   joined ? "+" : "",
				   own ? at->recipe->dir : "", own ? "/" : "",
				   name);
	}
	at->image->profile = joined;
	free(names);
	return true;
}

static bool set_dlopen(const struct place *at, const char *value)
{
	if (!strcmp(value, "fail"))
		at->image->dlopen = DLOPEN_FAIL;
	else if (!strcmp(value, "refuse"))
		at->image->dlopen = DLOPEN_REFUSE;
	else
		return wrong(at, "dlopen is refuse or fail");
	return true;
}

static bool set_calls(const struct place *at, const char *value)
{
	return parse_calls(value, &at->image->calls) ||
	       wrong(at, "calls is direct, gate or trap");
}

static bool set_shortcuts(const struct place *at, const char *value)
{
	return parse_shortcuts(value, &at->image->shortcuts) ||
	       wrong(at, "shortcuts is on or off");
}

static const struct key {
	const char *name;
	bool (*apply)(const struct place *at, const char *value);
} keys[] = {
	{ "summary", set_summary },
	{ "package", set_package },
	{ "build-depends", add_build_depends },
	{ "build", set_build },
	{ "sources", add_sources },
	{ "objects", add_objects },
	{ "libraries", add_libraries },
	{ "root", add_root },
	{ "with", add_with },
	{ "link", add_link },
	{ "directory", add_directory },
	{ "arguments", set_arguments },
	{ "environment", add_environment },
	{ "port", add_port },
	{ "health", set_health },
	{ "disk", set_disk },
	{ "memory", set_memory },
	{ "smp", set_smp },
	{ "profile", set_profile },
	{ "calls", set_calls },
	{ "shortcuts", set_shortcuts },
	{ "dlopen", set_dlopen },
};

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

static bool read_line(const struct place *at, char *line)
{
	char *equals, *name;

	line = trim(line);
	if (!*line || *line == '#')
		return true;
	equals = strchr(line, '=');
	if (!equals)
		return wrong(at, "not of the form KEY = VALUE");
	*equals = '\0';
	name = trim(line);
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (!strcmp(keys[i].name, name))
			return keys[i].apply(at, trim(equals + 1));
	error("%s:%u: unknown key '%s'", at->recipe->path, at->line, name);
	return false;
}

static bool read_lines(struct place *at)
{
	struct file file;
	char *rest, *line;
	bool ok = true;

	if (!file_read(at->recipe->path, &file)) {
		error("%s: %s", at->recipe->path, strerror(errno));
		return false;
	}
	rest = (char *)file.data;
	while ((line = strsep(&rest, "\n"))) {
		at->line++;
		ok &= read_line(at, line);
	}
	free(file.data);
	return ok;
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
	       !(dot && (!strcmp(dot, ".o") || !strcmp(dot, ".a") ||
			 !strcmp(dot, ".so")));
}

static void report_missing(const char *name)
{
	struct strv names = find_recipes();
	char *list = xstrdup("");

	for (size_t i = 0; i < names.nr; i++)
		list = xasprintf("%s%s%s", list, i ? ", " : "", names.v[i]);
	error("%s: no such file and no such recipe in %s/apps; recipes are: %s",
	      name, path_of_data(), names.nr ? list : "none");
}

bool recipe_read(struct recipe *recipe, const char *name, struct image *image)
{
	struct place at = { .recipe = recipe, .image = image };
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
	if (!read_lines(&at))
		return false;
	if (image->shortcuts == SHORTCUTS_ON && image->calls &&
	    image->calls != CALLS_DIRECT) {
		error("%s: shortcuts need direct calls; leave out 'shortcuts' or 'calls'",
		      recipe->path);
		return false;
	}
	if (!recipe->sources.nr && !recipe->objects.nr &&
	    !recipe->libraries.nr) {
		error("%s: says nothing to link; add a line 'objects = ...' or 'sources = ...'",
		      recipe->path);
		return false;
	}
	return true;
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
