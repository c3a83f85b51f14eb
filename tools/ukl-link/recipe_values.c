// SPDX-License-Identifier: GPL-2.0-only
/* Keys of a recipe that are about the root file system, and what all keys share. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../common/mountpoint.h"
#include "../common/number.h"
#include "../common/report.h"
#include "../common/words.h"
#include "recipe_values.h"

char *recipe_place(const struct recipe_reader *at)
{
	return xasprintf("%s:%u", at->recipe->path, at->line);
}

bool recipe_wrong(const struct recipe_reader *at, const char *what)
{
	error("%s:%u: %s", at->recipe->path, at->line, what);
	return false;
}

bool recipe_words(const struct recipe_reader *at, const char *value, size_t min,
		  size_t max, struct strv *words, const char *form)
{
	if (!words_split(value, words))
		return recipe_wrong(at, "a quote is not closed");
	return (words->nr >= min && words->nr <= max) || recipe_wrong(at, form);
}

static char *own_path(const struct recipe_reader *at, const char *name,
		      int mode, bool folder)
{
	char *path = *name == '/' ? xstrdup(name) :
				    xasprintf("%s/%s", at->recipe->dir, name);
	const char *fault = NULL;
	struct stat st;

	if (stat(path, &st))
		fault = "no such file";
	else if (folder && !S_ISDIR(st.st_mode))
		fault = "not a folder";
	else if (!folder && S_ISDIR(st.st_mode))
		fault = "a folder, where a file has to be named";
	else if (!folder && !S_ISREG(st.st_mode))
		fault = "not a regular file";
	else if (access(path, mode))
		fault = mode == X_OK ? "not executable; type chmod +x" :
				       "cannot be read";
	if (!fault)
		return path;
	error("%s:%u: %s: %s", at->recipe->path, at->line, path, fault);
	return NULL;
}

char *recipe_own_file(const struct recipe_reader *at, const char *name,
		      int mode)
{
	return own_path(at, name, mode, false);
}

char *recipe_own_folder(const struct recipe_reader *at, const char *name)
{
	return own_path(at, name, R_OK | X_OK, true);
}

/* $UKL_OUT is known only after the build; recipe_build() puts it in. */
static bool is_output(const char *name)
{
	return !strncmp(name, "$UKL_OUT", 8);
}

static bool is_path(const struct recipe_reader *at, const char *path)
{
	char *clean = absolute_path(path);
	bool good = false;

	if (*path != '/')
		recipe_wrong(at, "a path in the image has to begin with /");
	else if (!clean)
		recipe_wrong(
			at,
			"a path in the image is without . and .., its parts of 255 bytes at most");
	else if (!*clean)
		recipe_wrong(at,
			     "/ itself is there already; name what is in it");
	else if (is_taken_path(clean))
		recipe_wrong(
			at,
			"/init, /ukl, /etc/ukl, /dev, /proc and /sys are not to be had; take another path");
	else
		good = true;
	free(clean);
	return good;
}

static bool is_mode(const struct recipe_reader *at, const char *text)
{
	char *end;

	return (*text >= '0' && *text <= '7' &&
		strtoul(text, &end, 8) <= 07777 && !*end) ||
	       recipe_wrong(at, "the mode has to be octal, such as 0755");
}

bool recipe_add_root(const struct recipe_reader *at, const char *value,
		     void *where)
{
	char *path = is_output(value) ? xstrdup(value) :
					recipe_own_folder(at, value);

	if (path)
		strv_add(where, path);
	return path;
}

bool recipe_add_file(const struct recipe_reader *at, const char *value,
		     void *where)
{
	struct strv words = { 0 };
	char *from;

	if (!recipe_words(at, value, 2, 3, &words,
			  "a file is PATH SOURCE [MODE]"))
		return false;
	from = is_output(words.v[1]) ? words.v[1] :
				       recipe_own_file(at, words.v[1], R_OK);
	if (!from || !is_path(at, words.v[0]) ||
	    (words.nr == 3 && !is_mode(at, words.v[2])))
		return false;
	strv_add(where, words.v[0]);
	strv_add(where, from);
	strv_add(where, words.nr == 3 ? words.v[2] : "0644");
	return true;
}

bool recipe_add_link(const struct recipe_reader *at, const char *value,
		     void *where)
{
	struct strv words = { 0 };

	if (!recipe_words(at, value, 2, 2, &words, "a link is PATH TARGET") ||
	    !is_path(at, words.v[0]))
		return false;
	strv_add_all(where, &words);
	return true;
}

bool recipe_add_directory(const struct recipe_reader *at, const char *value,
			  void *where)
{
	struct strv words = { 0 };

	if (!recipe_words(at, value, 1, 3, &words,
			  "a directory is PATH [MODE [USER]]") ||
	    !is_path(at, words.v[0]) ||
	    (words.nr > 1 && !is_mode(at, words.v[1])))
		return false;
	strv_add(where, words.v[0]);
	strv_add(where, words.nr > 1 ? words.v[1] : "0755");
	strv_add(where, words.nr > 2 ? words.v[2] : "root");
	strv_add(where, recipe_place(at));
	return true;
}

static bool is_user_name(const char *name)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789_-";

	return *name && name[strspn(name, allowed)] == '\0' && *name != '-' &&
	       !(*name >= '0' && *name <= '9') && strlen(name) <= 32;
}

bool recipe_add_user(const struct recipe_reader *at, const char *value,
		     void *where)
{
	static const char form[] =
		"a user is NAME NUMBER [/HOME], the number from 1 to 65533";
	struct strv words = { 0 }, *users = where;
	unsigned int number;

	if (!recipe_words(at, value, 2, 3, &words, form))
		return false;
	if (!strcmp(words.v[0], "root") || !strcmp(words.v[0], "nobody"))
		return recipe_wrong(
			at, "root (0) and nobody (65534) are there already");
	for (size_t i = 0; i < users->nr; i += 3)
		if (!strcmp(users->v[i], words.v[0]))
			return recipe_wrong(at, "two users of one name");
	if (!is_user_name(words.v[0]) ||
	    !parse_number(words.v[1], 1, 65533, &number))
		return recipe_wrong(at, form);
	if (words.nr == 3 && (*words.v[2] != '/' || strchr(words.v[2], ':')))
		return recipe_wrong(at, form);
	strv_add(where, words.v[0]);
	strv_add(where, words.v[1]);
	strv_add(where, words.nr == 3 ? words.v[2] : "/nonexistent");
	return true;
}
