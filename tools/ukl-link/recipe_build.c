// SPDX-License-Identifier: GPL-2.0-only
/*
 * Building what a recipe builds. Results live in the cache under a key made of everything that can
 * change them: the recipe's folder, the source, the compiler, its flags, the build dependencies and
 * <ukl/...>.
 */
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../common/files.h"
#include "../common/paths.h"
#include "../common/report.h"
#include "../common/sha256.h"
#include "../common/tempdir.h"
#include "../common/words.h"
#include "command.h"
#include "recipe.h"

static const char default_cflags[] = "-O2 -g";

static const char *get_cflags(void)
{
	const char *cflags = getenv("CFLAGS");

	return cflags ? cflags : default_cflags;
}

/* The compiler behind ukl-cc, if that is what the user has in his environment. */
static const char *get_compiler(const char *variable, const char *usual)
{
	const char *value = getenv(variable);

	return value && *value && strncmp(path_base(value), "ukl-c", 5) ?
		       value :
		       usual;
}

static const char *get_cc(void)
{
	return get_compiler("CC", "gcc");
}

bool recipe_has_build(const struct recipe *recipe)
{
	return recipe->build || recipe->configure.nr || recipe->make.nr;
}

/*
 * The installed versions of the build dependencies, as one text for the key. NULL after a report of
 * all that are missing.
 */
static char *check_build_depends(const struct recipe *recipe)
{
	struct spawn_options opts = { .capture_out = 1, .capture_err = 1 };
	char *text, *messages, *missing = xstrdup("");
	struct strv argv = { 0 };

	if (!recipe->build_depends.nr)
		return xstrdup("");
	strv_add(&argv, "dpkg-query");
	strv_add(&argv, "-W");
	strv_add(&argv,
		 "-f=${binary:Package} ${db:Status-Status} ${Version}\\n");
	strv_add_all(&argv, &recipe->build_depends);
	spawn(&argv, &opts, &text, &messages);
	for (size_t i = 0; i < recipe->build_depends.nr; i++) {
		const char *name = recipe->build_depends.v[i];
		const char *line = text;
		size_t len = strlen(name);
		bool found = false;

		for (; line && *line && !found;
		     line = strchr(line, '\n'), line += !!line) {
			const char *space = strchrnul(line, ' ');

			/* "zlib1g-dev:amd64 installed 1:1.2.13.dfsg-1" */
			found = !strncmp(line, name, len) &&
				(line[len] == ' ' || line[len] == ':') &&
				!strncmp(space, " installed ", 11);
		}
		if (!found)
			missing = xasprintf("%s %s", missing, name);
	}
	if (!*missing)
		return text;
	error("%s: Debian packages are missing; type: apt-get install%s",
	      recipe->path, missing);
	return NULL;
}

/* One line of standard output of a command, or NULL after a report. */
static char *ask(const struct strv *argv)
{
	struct spawn_options opts = { .capture_out = 1 };
	unsigned int before = report_count();
	char *text;
	int status = spawn(argv, &opts, &text, NULL);

	text[strcspn(text, "\n")] = '\0';
	if (!status)
		return text;
	if (report_count() == before)
		error("%s: failed with status %d", argv->v[0], status);
	return NULL;
}

static char *get_source(const struct recipe *recipe)
{
	struct strv argv = { 0 };

	strv_addf(&argv, "%s/tools/ukl-source", path_of_data());
	strv_add(&argv, recipe->package);
	return ask(&argv);
}

static int compare_entries(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* Images are often made where the recipe is, and histories are not built. */
static bool is_no_source(const FTSENT *entry)
{
	const char *dot = strrchr(entry->fts_name, '.');

	return !strcmp(entry->fts_name, ".git") ||
	       (dot && (!strcmp(dot, ".vmlinux") || !strcmp(dot, ".bzimage")));
}

/* Names, modes and contents below @dir; a recipe may have links to another one's files. */
static bool add_folder(struct sha256 *sha, const char *dir)
{
	char *paths[] = { (char *)dir, NULL };
	FTS *fts = fts_open(paths, FTS_LOGICAL | FTS_NOCHDIR, compare_entries);
	FTSENT *entry;
	bool ok = true;

	while (fts && (entry = fts_read(fts))) {
		struct file file;

		if (is_no_source(entry))
			fts_set(fts, entry, FTS_SKIP);
		if (entry->fts_info != FTS_F || is_no_source(entry))
			continue;
		if (!file_map(entry->fts_path, &file)) {
			error("%s: %s", entry->fts_path, strerror(errno));
			ok = false;
			continue;
		}
		sha256_add_string(sha, entry->fts_path + strlen(dir));
		sha256_add_string(sha,
				  entry->fts_statp->st_mode & 0100 ? "x" : "-");
		sha256_add(sha, &file.size, sizeof(file.size));
		sha256_add(sha, file.data, file.size);
		file_unmap(&file);
	}
	if (fts)
		fts_close(fts);
	return ok;
}

/* Folder in the cache for the results, whether it exists yet or not. NULL after a report. */
static char *get_output_dir(const struct recipe *recipe, const char *source,
			    const char *depends)
{
	struct strv argv = { 0 };
	struct sha256 sha;
	char hex[65], *version;

	command_add_cc(&argv);
	strv_add(&argv, "--version");
	version = ask(&argv);
	if (!version)
		return NULL;
	sha256_init(&sha);
	sha256_add_string(&sha, source);
	sha256_add_string(&sha, depends);
	sha256_add_string(&sha, version);
	sha256_add_string(&sha, get_cc());
	sha256_add_string(&sha, get_cflags());
	sha256_add_string(&sha, UKL_VERSION);
	if (!add_folder(&sha, recipe->dir) ||
	    (recipe->folder && !add_folder(&sha, recipe->folder)) ||
	    !add_folder(&sha, path_of_include()))
		return NULL;
	sha256_hex(&sha, hex);
	return xasprintf("%s/apps/%s-%.16s", path_of_cache(), recipe->name,
			 hex);
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
	const char *dir = path_of_exe(), *cxx = get_compiler("CXX", "g++");

	if (!recipe->programs.nr) {
		strv_addf(env, "CC=%s", get_cc());
		return;
	}
	strv_addf(env, "CC=%s/ukl-cc", dir);
	strv_addf(env, "CXX=%s/ukl-c++", dir);
	/* the name of the folder, which is another one each time, is not to get into the objects */
	strv_addf(env, "UKL_CC=%s -ffile-prefix-map=%s=%s", get_cc(), work,
		  recipe->name);
	strv_addf(env, "UKL_CXX=%s -ffile-prefix-map=%s=%s", cxx, work,
		  recipe->name);
}

static void add_flags(struct strv *env, const char *variable,
		      const struct recipe *recipe)
{
	char *flags = xstrdup(get_cflags());

	for (size_t i = 0; i < recipe->cflags.nr; i++)
		flags = xasprintf("%s %s", flags, recipe->cflags.v[i]);
	strv_addf(env, "%s=%s", variable, flags);
}

static bool run_build(const struct recipe *recipe, const char *source,
		      const char *temp, const char *log)
{
	char *work = xasprintf("%s/work", temp);
	struct spawn_options opts = { .dir = work,
				      .out_file = log,
				      .err_to_out = 1 };
	struct strv argv = { 0 }, env = { 0 };
	int status;

	strv_addf(&env, "UKL_SOURCE=%s", source);
	strv_addf(&env, "UKL_OUT=%s/out", temp);
	strv_addf(&env, "UKL_INCLUDE=%s", path_of_include());
	strv_addf(&env, "UKL_LIBRARY=%s", path_of_libukl_linux());
	add_compilers(&env, recipe, work);
	add_flags(&env, "CFLAGS", recipe);
	add_flags(&env, "CXXFLAGS", recipe);
	strv_addf(&env, "JOBS=%ld", sysconf(_SC_NPROCESSORS_ONLN));
	strv_add(&env, "LC_ALL=C");
	opts.env = (const char *const *)env.v;
	add_build_command(&argv, recipe);
	progress("building %s (messages in %s)", recipe->name, log);
	status = command_run(&argv, &opts, NULL, NULL);
	if (!status)
		return true;
	show_tail(log);
	error("%s: the build failed with status %d; its messages are in %s",
	      recipe->build ? recipe->build : recipe->path, status, log);
	return false;
}

/* Build into a folder beside @dir, then give it its name: a folder with the name is complete. */
static bool build_into(const struct recipe *recipe, const char *source,
		       const char *dir)
{
	char *temp =
		xasprintf("%s/apps/.%s-XXXXXX", path_of_cache(), recipe->name);
	char *log = xasprintf("%s.log", dir);
	char *out, *work;
	bool ok;

	if (make_directories(path_dir(dir)) || !mkdtemp(temp)) {
		error("%s: %s; set UKL_CACHE to a folder of yours", temp,
		      strerror(errno));
		return false;
	}
	tempdir_guard(temp);
	out = xasprintf("%s/out", temp);
	work = xasprintf("%s/work", temp);
	if (make_directories(out) || make_directories(work))
		die("%s: %s", temp, strerror(errno));
	ok = run_build(recipe, source, temp, log) &&
	     recipe_keep_programs(recipe, work, out);
	/* ENOTEMPTY: another ukl-link was faster; its result is the same */
	if (ok && rename(out, dir) && errno != ENOTEMPTY && errno != EEXIST) {
		error("%s: %s", dir, strerror(errno));
		ok = false;
	}
	tempdir_remove_guarded();
	return ok;
}

/* The build's output in place of $UKL_OUT in every @step'th path from @first on. */
static void resolve(struct strv *paths, size_t first, size_t step,
		    const char *dir)
{
	for (size_t i = first; i < paths->nr; i += step)
		if (!strncmp(paths->v[i], "$UKL_OUT", 8))
			paths->v[i] = xasprintf("%s%s", dir, paths->v[i] + 8);
}

/* The recipe's own folder, if it names no other. NULL after a report. */
static const char *find_source(const struct recipe *recipe)
{
	if (recipe->package)
		return get_source(recipe);
	return recipe->folder ? recipe->folder : recipe->dir;
}

/* The folder with what has been built. NULL after a report. */
static char *get_built(const struct recipe *recipe)
{
	char *depends = check_build_depends(recipe), *dir;
	const char *source;

	if (!depends || !(source = find_source(recipe)))
		return NULL;
	dir = get_output_dir(recipe, source, depends);
	if (!dir || !access(dir, R_OK))
		return dir;
	if (command_is_dry_run())
		die("%s has not been built yet, so that its objects are not known; "
		    "run ukl-link %s first",
		    recipe->name, recipe->name);
	return build_into(recipe, source, dir) ? dir : NULL;
}

bool recipe_build(const struct recipe *recipe, struct image *image)
{
	char *dir = recipe_has_build(recipe) ? get_built(recipe) : recipe->dir;

	if (!dir || !recipe_add_inputs(recipe, dir, image))
		return false;
	resolve(&image->roots, 0, 1, dir);
	resolve(&image->files, 1, 3, dir);
	return true;
}
