// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "files.h"
#include "machine.h"
#include "ordinary.h"
#include "paths.h"
#include "report.h"
#include "spawn.h"
#include "tempdir.h"
#include "words.h"

/* An image has to have something linked in: this, which nobody starts. */
static const char nothing[] = "void _start(void)\n{\n\tfor (;;)\n\t\t;\n}\n";

/* What stays of a recipe when another program takes the place of the one that it builds. */
static const char *const kept[] = { "summary",	 "root",      "link",
				    "directory", "arguments", "environment",
				    "port",	 "health",    "memory",
				    "smp" };

/* Its folder, as ukl-link finds it; the caller owns it, NULL: there is none. */
static char *find_folder(const char *recipe)
{
	char *known = xasprintf("%s/apps/%s", path_of_data(), recipe);
	char *path = xasprintf("%s/recipe", known);
	struct stat st;

	if (!strchr(recipe, '/') && !stat(path, &st))
		return known;
	return realpath(recipe, NULL);
}

const char *recipe_program(const char *recipe)
{
	char *folder = find_folder(recipe);

	return folder ? path_base(folder) : NULL;
}

/* The command of gcc by which ukl-link links the program, as words. */
static bool find_link_command(char *text, struct strv *words)
{
	static const char start[] = "gcc -static ";
	char *line;

	while ((line = strsep(&text, "\n"))) {
		line += strspn(line, " ");
		if (!strncmp(line, start, strlen(start)))
			return words_split(line, words);
	}
	return false;
}

static bool ends_with(const char *word, const char *end)
{
	size_t len = strlen(word), size = strlen(end);

	return len >= size && !strcmp(word + len - size, end);
}

/* Of what is linked into the kernel only. */
static bool is_for_linked(const char *word)
{
	return ends_with(word, "/libukl.a") || !strncmp(word, "-Wl,--wrap", 10);
}

/* Objects and libraries: those between the start files and the end files. */
static struct strv get_inputs(const struct strv *command)
{
	struct strv inputs = { 0 };
	bool inside = false;

	for (size_t i = 0; i < command->nr; i++) {
		if (ends_with(command->v[i], "/crtendS.o"))
			inside = false;
		if (inside && !is_for_linked(command->v[i]))
			strv_add(&inputs, command->v[i]);
		if (ends_with(command->v[i], "/crtbeginS.o"))
			inside = true;
	}
	return inputs;
}

/* Link as ukl-link does, and see of what. */
static bool find_inputs(const char *recipe, const char *profile,
			struct strv *inputs)
{
	struct strv words = { 0 }, command = { 0 };
	char *text;

	strv_add(&words, "-v");
	strv_addf(&words, "--save-temps=%s", tempdir_path("objects"));
	strv_add(&words, "--calls=trap");
	strv_addf(&words, "--profile=%s", profile);
	strv_add(&words, "-o");
	strv_add(&words, tempdir_path("objects.vmlinux"));
	strv_add(&words, recipe);
	text = machine_ask_link(&words);
	if (!text) {
		/* For its messages. */
		if (machine_link(&words))
			error("ukl-link %s: fails, and does not", recipe);
		return false;
	}
	if (find_link_command(text, &command))
		*inputs = get_inputs(&command);
	free(text);
	if (!inputs->nr)
		error("ukl-link %s: does not tell of what it links the program",
		      recipe);
	return inputs->nr;
}

/* Its warnings are of no interest if all goes well: ukl-link has given its own. */
static bool run(struct strv *argv, const char *what)
{
	struct spawn_options opts = { .capture_err = 1 };
	char *messages;
	int status = spawn(argv, &opts, NULL, &messages);

	if (status) {
		fprintf(stderr, "%s", messages);
		error("%s: the ordinary program cannot be made, see above",
		      what);
	}
	free(messages);
	return !status;
}

static bool link_program(const char *name, const struct strv *inputs)
{
	struct strv gcc = { 0 }, strip = { 0 };
	char *path = tempdir_path("ordinary/root/bench/%s", name);

	strv_add(&gcc, "gcc");
	strv_add(&gcc, "-static");
	strv_add(&gcc, "-o");
	strv_add(&gcc, path);
	strv_add_all(&gcc, inputs);
	strv_add(&strip, "strip");
	strv_add(&strip, path);
	return run(&gcc, name) && run(&strip, name);
}

/* The folder that the recipe's build has filled: where its objects are. NULL: it has no build. */
static char *find_output(const char *name, const struct strv *inputs)
{
	char *key = xasprintf("/apps/%s-", name);

	for (size_t i = 0; i < inputs->nr; i++)
		if (strstr(inputs->v[i], key) && ends_with(inputs->v[i], ".o"))
			return path_dir(inputs->v[i]);
	return NULL;
}

/* One line of the recipe, as far as it stays; appended to @out. */
static char *keep_line(char *out, const char *line, const char *folder,
		       const char *output)
{
	static const char variable[] = "$UKL_OUT";
	size_t length = strcspn(line, " \t=");
	const char *value = line + strcspn(line, "=");
	bool keep = false;

	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++)
		keep |= strlen(kept[i]) == length &&
			!strncmp(line, kept[i], length);
	if (!keep || !*value)
		return out;
	if (strncmp(line, "root", length))
		return xasprintf("%s%s\n", out, line);
	value += strspn(value, "= \t");
	if (!strncmp(value, variable, strlen(variable)))
		return xasprintf("%sroot = %s%s\n", out, output ? output : "",
				 value + strlen(variable));
	return *value == '/' ?
		       xasprintf("%s%s\n", out, line) :
		       xasprintf("%sroot = %s/%s\n", out, folder, value);
}

static bool write_recipe(const char *name, const char *folder,
			 const char *output)
{
	char *path = xasprintf("%s/recipe", folder), *rest, *line;
	char *text = xstrdup("sources = nothing.c\nlibraries = -nostdlib\n");
	struct file file;

	if (!file_read(path, &file)) {
		error("%s: %s", path, strerror(errno));
		return false;
	}
	rest = (char *)file.data;
	while ((line = strsep(&rest, "\n"))) {
		line += strspn(line, " \t");
		text = keep_line(text, line, folder, output);
	}
	return file_write(tempdir_path("ordinary/%s/recipe", name), text,
			  strlen(text), 0644) &&
	       file_write(tempdir_path("ordinary/%s/nothing.c", name), nothing,
			  strlen(nothing), 0644);
}

bool ordinary_prepare(const char *recipe, const char *profile,
		      struct strv *words)
{
	char *folder = find_folder(recipe);
	const char *name = folder ? path_base(folder) : recipe;
	struct strv inputs = { 0 };

	if (!find_inputs(recipe, profile, &inputs))
		return false;
	if (make_directories(tempdir_path("ordinary/root/bench")) ||
	    make_directories(tempdir_path("ordinary/%s", name))) {
		error("%s: %s", tempdir_path("ordinary"), strerror(errno));
		return false;
	}
	if (!link_program(name, &inputs) ||
	    !write_recipe(name, folder, find_output(name, &inputs)))
		return false;
	strv_addf(words, "--root=%s", tempdir_path("ordinary/root"));
	strv_addf(words, "--start=/bench/%s", name);
	strv_add(words, tempdir_path("ordinary/%s", name));
	return true;
}
