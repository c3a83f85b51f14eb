// SPDX-License-Identifier: GPL-2.0-only
/* Running a recipe's build, with what it finds in its environment. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../common/files.h"
#include "../common/paths.h"
#include "../common/report.h"
#include "../common/words.h"
#include "command.h"
#include "recipe.h"

static const char default_cflags[] = "-O2 -g";

const char *recipe_cflags(void)
{
	const char *cflags = getenv("CFLAGS");

	return cflags ? cflags : default_cflags;
}

const char *recipe_cxxflags(void)
{
	const char *cxxflags = getenv("CXXFLAGS");

	return cxxflags ? cxxflags : recipe_cflags();
}

/* The compiler behind ukl-cc, if that is what the user has in his environment. */
static const char *get_compiler(const char *variable, const char *usual)
{
	const char *value = getenv(variable);

	return value && *value && strncmp(path_base(value), "ukl-c", 5) ?
		       value :
		       usual;
}

const char *recipe_cc(void)
{
	return get_compiler("CC", "gcc");
}

const char *recipe_cxx(void)
{
	return get_compiler("CXX", "g++");
}

/* The end of a failed build's messages; the rest is in the file. */
static void show_tail(const char *log)
{
	struct file file;
	size_t start, lines = 0;

	if (!file_read(log, &file))
		return;
	for (start = file.size; start && lines < 12; start--)
		lines += start < file.size && file.data[start - 1] == '\n';
	start += lines == 12;
	fwrite(file.data + start, 1, file.size - start, stderr);
	free(file.data);
}

/* What a recipe without a script of its own does; $UKL_SOURCE is not written to. */
static char *make_script(const struct recipe *recipe)
{
	/* configure has put its compiler, often with options, into the makefile */
	const char *cc = recipe->configure.nr ? "" : " CC=\"$CC\" CXX=\"$CXX\"";
	char *script =
		xstrdup("set -ex; cp -Rp \"$UKL_SOURCE\" source; cd source\n");

	for (size_t i = 0; i < recipe->patches.nr; i++)
		script = xasprintf("%spatch -p1 <%s\n", script,
				   word_quote(recipe->patches.v[i]));
	for (size_t i = 0; i < recipe->configure.nr; i++)
		script = xasprintf("%s%s\n", script, recipe->configure.v[i]);
	for (size_t i = 0; i < recipe->make.nr; i++)
		script = xasprintf("%smake -j\"$JOBS\"%s %s\n", script, cc,
				   recipe->make.v[i]);
	return script;
}

static void add_build_command(struct strv *argv, const struct recipe *recipe)
{
	if (recipe->build) {
		strv_add(argv, recipe->build);
		return;
	}
	strv_add(argv, "/bin/sh");
	strv_add(argv, "-c");
	strv_add(argv, make_script(recipe));
}

/* The compilers, which tell what has been linked if the recipe wants to know. */
static void add_compilers(struct strv *env, const struct recipe *recipe,
			  const char *work)
{
	const char *dir = path_of_exe();
	char *map = word_quote(
		xasprintf("-ffile-prefix-map=%s=%s", work, recipe->name));

	if (!recipe->programs.nr) {
		strv_addf(env, "CC=%s", recipe_cc());
		return;
	}
	strv_addf(env, "CC=%s/ukl-cc", dir);
	strv_addf(env, "CXX=%s/ukl-c++", dir);
	/* the name of the folder, which is another one each time, is not to get into the objects */
	strv_addf(env, "UKL_CC=%s %s", recipe_cc(), map);
	strv_addf(env, "UKL_CXX=%s %s", recipe_cxx(), map);
}

static void add_flags(struct strv *env, const char *variable, const char *given,
		      const struct recipe *recipe)
{
	char *flags = xstrdup(given);

	for (size_t i = 0; i < recipe->cflags.nr; i++)
		flags = xasprintf("%s %s", flags, recipe->cflags.v[i]);
	strv_addf(env, "%s=%s", variable, flags);
}

bool recipe_run_build(const struct recipe *recipe, const char *source,
		      const char *temp, const char *log)
{
	char *work = xasprintf("%s/work", temp);
	struct spawn_options opts = { .dir = work,
				      .out_file = log,
				      .in = open("/dev/null",
						 O_RDONLY | O_CLOEXEC),
				      .ends_with_us = 1,
				      .err_to_out = 1 };
	struct strv argv = { 0 }, env = { 0 };
	int status;

	strv_addf(&env, "UKL_SOURCE=%s", source);
	strv_addf(&env, "UKL_OUT=%s/out", temp);
	strv_addf(&env, "UKL_INCLUDE=%s", path_of_include());
	strv_addf(&env, "UKL_LIBRARY=%s", path_of_libukl_linux());
	add_compilers(&env, recipe, work);
	add_flags(&env, "CFLAGS", recipe_cflags(), recipe);
	add_flags(&env, "CXXFLAGS", recipe_cxxflags(), recipe);
	/* those of a make that has called us are not for this one */
	strv_add(&env, "MAKEFLAGS=");
	strv_addf(&env, "JOBS=%ld", sysconf(_SC_NPROCESSORS_ONLN));
	strv_add(&env, "LC_ALL=C");
	opts.env = (const char *const *)env.v;
	add_build_command(&argv, recipe);
	progress("building %s (messages in %s)", recipe->name, log);
	status = command_run(&argv, &opts, NULL, NULL);
	close(opts.in);
	if (!status)
		return true;
	show_tail(log);
	error("%s: the build failed with status %d; its messages are in %s",
	      recipe->build ? recipe->build : recipe->path, status, log);
	return false;
}
