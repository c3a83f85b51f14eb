// SPDX-License-Identifier: GPL-2.0-only
/* What the keys of a recipe mean. docs/recipes.md tells the user. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../common/mountpoint.h"
#include "../common/nearest.h"
#include "../common/number.h"
#include "../common/paths.h"
#include "../common/report.h"
#include "../common/uklnote.h"
#include "../common/words.h"
#include "profile.h"
#include "recipe.h"
#include "recipe_values.h"
#include "with.h"

/* For keys that are a text, or words, and nothing else. */
static bool set_text(const struct recipe_reader *at, const char *value,
		     void *where)
{
	(void)at;
	*(char **)where = xstrdup(value);
	return true;
}

/* By Debian's rules for the names of source packages. */
static bool set_package(const struct recipe_reader *at, const char *value,
			void *where)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789+-.";

	*(char **)where = xstrdup(value);
	at->recipe->package_place = recipe_place(at);
	return (!strchr("+-.", *value) && !value[strspn(value, allowed)]) ||
	       recipe_wrong(at, "not the name of a Debian source package");
}

static bool add_text(const struct recipe_reader *at, const char *value,
		     void *where)
{
	(void)at;
	strv_add(where, value);
	return true;
}

static bool add_words(const struct recipe_reader *at, const char *value,
		      void *where)
{
	return words_split(value, where) ||
	       recipe_wrong(at, "a quote is not closed");
}

/* Pairs WORD PLACE, for those that are looked up later. */
static bool add_placed_words(const struct recipe_reader *at, const char *value,
			     void *where)
{
	struct strv words = { 0 };

	if (!add_words(at, value, &words))
		return false;
	for (size_t i = 0; i < words.nr; i++) {
		strv_add(where, words.v[i]);
		strv_add(where, recipe_place(at));
	}
	return true;
}

static bool set_build(const struct recipe_reader *at, const char *value,
		      void *where)
{
	char *path = recipe_own_file(at, value, X_OK);

	*(char **)where = path;
	return path;
}

static bool set_folder(const struct recipe_reader *at, const char *value,
		       void *where)
{
	char *path = recipe_own_folder(at, value);

	*(char **)where = path ? realpath(path, NULL) : NULL;
	return path;
}

static bool add_patch(const struct recipe_reader *at, const char *value,
		      void *where)
{
	char *path = recipe_own_file(at, value, R_OK);

	if (path)
		strv_add(where, path);
	return path;
}

static bool add_program(const struct recipe_reader *at, const char *value,
			void *where)
{
	struct strv words = { 0 }, *programs = where;
	const char *name;

	if (!recipe_words(at, value, 1, 2, &words, "a program is PATH [NAME]"))
		return false;
	name = words.nr == 2 ? words.v[1] :
	       !programs->nr ? at->recipe->name :
			       path_base(words.v[0]);
	if (!valid_program_name(name))
		return recipe_wrong(
			at,
			"a program's name has letters, digits and _-+. only");
	for (size_t i = 1; i < programs->nr; i += 3)
		if (!strcmp(programs->v[i], name))
			return recipe_wrong(at, "two programs of one name");
	strv_add(programs, words.v[0]);
	strv_add(programs, name);
	strv_add(programs, recipe_place(at));
	return true;
}

static bool add_environment(const struct recipe_reader *at, const char *value,
			    void *where)
{
	struct strv words = { 0 };

	if (!add_words(at, value, &words))
		return false;
	for (size_t i = 0; i < words.nr; i++)
		if (!valid_environment(words.v[i]))
			return recipe_wrong(
				at,
				"an environment variable is NAME=VALUE, in quotes if there are blanks in it");
	strv_add_all(where, &words);
	return true;
}

static bool add_port(const struct recipe_reader *at, const char *value,
		     void *where)
{
	static const char form[] =
		"a port is GUEST [HOST [PROTOCOL]], numbers from 1 to 65535, and tcp, udp, http or https";
	struct strv words = { 0 };

	(void)where;
	return recipe_words(at, value, 1, 3, &words, form) &&
	       (parse_port(words.v[0], words.nr > 1 ? words.v[1] : NULL,
			   words.nr > 2 ? words.v[2] : NULL, at->image) ||
		recipe_wrong(at, form));
}

static bool set_health(const struct recipe_reader *at, const char *value,
		       void *where)
{
	static const char form[] =
		"a health check is PORT /PATH without blanks or PORT LINE ANSWER, printable and of 60 characters at most";
	struct image *image = at->image;
	struct strv words = { 0 };

	(void)where;
	if (!recipe_words(at, value, 2, 3, &words, form))
		return false;
	if (!parse_number(words.v[0], 1, 65535, &image->health_port) ||
	    (words.nr == 2 ?
		     *words.v[1] != '/' || !uklnote_is_line(words.v[1]) ||
			     strchr(words.v[1], ' ') :
		     !uklnote_is_line(words.v[1]) ||
			     !uklnote_is_line(words.v[2])))
		return recipe_wrong(at, form);
	if (words.nr == 2) {
		image->health_path = words.v[1];
	} else {
		image->health_line = words.v[1];
		image->health_answer = words.v[2];
	}
	return true;
}

static bool add_with(const struct recipe_reader *at, const char *value,
		     void *where)
{
	if (!with_knows(value))
		return recipe_wrong(at, "with is busybox");
	strv_add(where, value);
	return true;
}

static bool set_disk(const struct recipe_reader *at, const char *value,
		     void *where)
{
	static const char form[] = "a disk is /PATH [MB], such as /data 64";
	struct strv words = { 0 };

	if (!recipe_words(at, value, 1, 2, &words, form))
		return false;
	if (!valid_mount_point(words.v[0]) ||
	    (words.nr > 1 && !parse_number(words.v[1], DISK_MIN_MB, DISK_MAX_MB,
					   &at->image->disk_size)))
		return recipe_wrong(at, form);
	*(char **)where = words.v[0];
	return true;
}

static bool set_memory(const struct recipe_reader *at, const char *value,
		       void *where)
{
	if (parse_number(value, MEMORY_MIN_MB, MEMORY_MAX_MB, where))
		return true;
	error("%s:%u: memory is a number of MB from %d to %d", at->recipe->path,
	      at->line, MEMORY_MIN_MB, MEMORY_MAX_MB);
	return false;
}

static bool set_smp(const struct recipe_reader *at, const char *value,
		    void *where)
{
	if (parse_number(value, 1, SMP_MAX, where))
		return true;
	error("%s:%u: smp is a number of CPUs from 1 to %d", at->recipe->path,
	      at->line, SMP_MAX);
	return false;
}

static bool check_profile_name(const struct recipe_reader *at, const char *name)
{
	struct strv names = profile_names();
	const char *meant = nearest(name, &names);

	if (strv_has(&names, name))
		return true;
	error("%s:%u: no profile '%s'%s%s%s; ukl-link --list-profiles tells them",
	      at->recipe->path, at->line, name, meant ? " (did you mean " : "",
	      meant ? meant : "", meant ? "?)" : "");
	return false;
}

/* Fragments of the recipe's own stand in its folder. */
static bool set_profile(const struct recipe_reader *at, const char *value,
			void *where)
{
	char *names = xstrdup(value), *rest = names, *name, *joined = NULL;

	while ((name = strsep(&rest, "+"))) {
		if (strchr(name, '/') ?
			    !(name = recipe_own_file(at, name, R_OK)) :
			    !check_profile_name(at, name))
			return false;
		joined = xasprintf("%s%s%s", joined ? joined : "",
				   joined ? "+" : "", name);
	}
	*(char **)where = joined;
	free(names);
	return true;
}

static bool set_dlopen(const struct recipe_reader *at, const char *value,
		       void *where)
{
	enum dlopen_policy *policy = where;

	*policy = strcmp(value, "fail") ? DLOPEN_REFUSE : DLOPEN_FAIL;
	return *policy == DLOPEN_FAIL || !strcmp(value, "refuse") ||
	       recipe_wrong(at, "dlopen is refuse or fail");
}

static bool set_calls(const struct recipe_reader *at, const char *value,
		      void *where)
{
	return parse_calls(value, where) ||
	       recipe_wrong(at, "calls is direct, gate or trap");
}

static bool set_shortcuts(const struct recipe_reader *at, const char *value,
			  void *where)
{
	return parse_shortcuts(value, where) ||
	       recipe_wrong(at, "shortcuts is on or off");
}

enum { ONCE = 1, IMAGE = 2 }; /* IMAGE: the value is one of struct image */

#define OF_RECIPE(field) offsetof(struct recipe, field)
#define OF_IMAGE(field) offsetof(struct image, field)

/* clang-format off: one line for each, so that the table can be read */
static const struct key {
	const char *name;
	bool (*apply)(const struct recipe_reader *at, const char *value,
		      void *where);
	size_t offset;
	unsigned int flags;
} keys[] = {
	{ "summary", set_text, OF_RECIPE(summary), ONCE },
	{ "package", set_package, OF_RECIPE(package), ONCE },
	{ "folder", set_folder, OF_RECIPE(folder), ONCE },
	{ "build-depends", add_placed_words, OF_RECIPE(build_depends), 0 },
	{ "patch", add_patch, OF_RECIPE(patches), 0 },
	{ "build", set_build, OF_RECIPE(build), ONCE },
	{ "configure", add_text, OF_RECIPE(configure), 0 },
	{ "make", add_text, OF_RECIPE(make), 0 },
	{ "cflags", add_words, OF_RECIPE(cflags), 0 },
	{ "sources", add_placed_words, OF_RECIPE(sources), 0 },
	{ "objects", add_placed_words, OF_RECIPE(objects), 0 },
	{ "program", add_program, OF_RECIPE(programs), 0 },
	{ "libraries", add_placed_words, OF_RECIPE(libraries), 0 },
	{ "root", recipe_add_root, OF_IMAGE(roots), IMAGE },
	{ "with", add_with, OF_IMAGE(with), IMAGE },
	{ "file", recipe_add_file, OF_IMAGE(files), IMAGE },
	{ "link", recipe_add_link, OF_IMAGE(links), IMAGE },
	{ "directory", recipe_add_directory, OF_IMAGE(directories), IMAGE },
	{ "user", recipe_add_user, OF_IMAGE(users), IMAGE },
	{ "arguments", add_words, OF_IMAGE(arguments), IMAGE | ONCE },
	{ "environment", add_environment, OF_IMAGE(environment), IMAGE },
	{ "port", add_port, 0, IMAGE },
	{ "health", set_health, 0, IMAGE | ONCE },
	{ "disk", set_disk, OF_IMAGE(disk_mount), IMAGE | ONCE },
	{ "memory", set_memory, OF_IMAGE(memory), IMAGE | ONCE },
	{ "smp", set_smp, OF_IMAGE(smp), IMAGE | ONCE },
	{ "profile", set_profile, OF_IMAGE(profile), IMAGE | ONCE },
	{ "calls", set_calls, OF_IMAGE(calls), IMAGE | ONCE },
	{ "shortcuts", set_shortcuts, OF_IMAGE(shortcuts), IMAGE | ONCE },
	{ "dlopen", set_dlopen, OF_IMAGE(dlopen), IMAGE | ONCE },
};
/* clang-format on */

enum { NR_KEYS = sizeof(keys) / sizeof(*keys) };

void recipe_reader_init(struct recipe_reader *at)
{
	at->seen = xcalloc(NR_KEYS, sizeof(*at->seen));
}

static bool apply(struct recipe_reader *at, const struct key *key,
		  const char *value)
{
	char *base = key->flags & IMAGE ? (char *)at->image :
					  (char *)at->recipe;
	unsigned int *seen = &at->seen[key - keys];

	if (!*value) {
		error("%s:%u: no value behind '%s ='", at->recipe->path,
		      at->line, key->name);
		return false;
	}
	if (*seen && key->flags & ONCE) {
		error("%s:%u: '%s' may be there once, and is in line %u",
		      at->recipe->path, at->line, key->name, *seen);
		return false;
	}
	*seen = at->line;
	return key->apply(at, value, base + key->offset);
}

static void report_unknown(const struct recipe_reader *at, const char *name)
{
	struct strv names = { 0 };
	const char *meant;

	for (size_t i = 0; i < NR_KEYS; i++)
		strv_add(&names, keys[i].name);
	meant = nearest(name, &names);
	error("%s:%u: unknown key '%s'%s%s%s", at->recipe->path, at->line, name,
	      meant ? " (did you mean " : "", meant ? meant : "",
	      meant ? "?)" : "");
}

bool recipe_read_key(struct recipe_reader *at, char *line)
{
	char *equals = strchr(line, '='), *value, *end;

	if (!equals)
		return recipe_wrong(at, "not of the form KEY = VALUE");
	value = equals + 1 + strspn(equals + 1, " \t");
	for (end = equals; end > line && strchr(" \t", end[-1]); end--)
		;
	*end = '\0';
	for (size_t i = 0; i < NR_KEYS; i++)
		if (!strcmp(keys[i].name, line))
			return apply(at, &keys[i], value);
	report_unknown(at, line);
	return false;
}
