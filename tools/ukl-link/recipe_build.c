// SPDX-License-Identifier: GPL-2.0-only
/*
 * Building what a recipe builds. Results live in the cache under a key made of everything that can
 * change them: the recipe's folder, the source, the compiler, its flags, the build dependencies and
 * <ukl/...>.
 */
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <glob.h>
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
#include "command.h"
#include "options.h"
#include "recipe.h"

static const char default_cflags[] = "-O2 -g";

static const char *get_cflags(void)
{
	const char *cflags = getenv("CFLAGS");

	return cflags ? cflags : default_cflags;
}

static char *get_cc(void)
{
	const char *cc = getenv("CC");

	return xstrdup(cc && *cc ? cc : "gcc");
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

/* Names, modes and contents below @dir; a recipe may have links to another one's files. */
static bool add_folder(struct sha256 *sha, const char *dir)
{
	char *paths[] = { (char *)dir, NULL };
	FTS *fts = fts_open(paths, FTS_LOGICAL | FTS_NOCHDIR, compare_entries);
	FTSENT *entry;
	bool ok = true;

	while (fts && (entry = fts_read(fts))) {
		struct file file;

		if (entry->fts_info != FTS_F)
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
	if (!add_folder(&sha, recipe->dir) ||
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

static bool run_build(const struct recipe *recipe, const char *source,
		      const char *temp, const char *log)
{
	char *work = xasprintf("%s/work", temp);
	char *env[] = {
		xasprintf("UKL_SOURCE=%s", source),
		xasprintf("UKL_OUT=%s/out", temp),
		xasprintf("UKL_INCLUDE=%s", path_of_include()),
		xasprintf("UKL_LIBRARY=%s", path_of_libukl_linux()),
		xasprintf("CC=%s", get_cc()),
		xasprintf("CFLAGS=%s", get_cflags()),
		xasprintf("JOBS=%ld", sysconf(_SC_NPROCESSORS_ONLN)),
		"LC_ALL=C",
		NULL,
	};
	struct spawn_options opts = { .dir = work,
				      .out_file = log,
				      .err_to_out = 1 };
	struct strv argv = { 0 };
	int status;

	opts.env = (const char *const *)env;
	strv_addf(&argv, "%s/%s", recipe->dir, recipe->build);
	progress("building %s (messages in %s)", recipe->name, log);
	status = command_run(&argv, &opts, NULL, NULL);
	if (!status)
		return true;
	show_tail(log);
	error("%s: failed with status %d; its messages are in %s", argv.v[0],
	      status, log);
	return false;
}

/* Build into a folder beside @dir, then give it its name: a folder with the name is complete. */
static bool build_into(const struct recipe *recipe, const char *source,
		       const char *dir)
{
	char *temp =
		xasprintf("%s/apps/.%s-XXXXXX", path_of_cache(), recipe->name);
	char *log = xasprintf("%s.log", dir);
	char *out;
	bool ok;

	if (make_directories(path_dir(dir)) || !mkdtemp(temp)) {
		error("%s: %s; set UKL_CACHE to a folder of yours", temp,
		      strerror(errno));
		return false;
	}
	tempdir_guard(temp);
	out = xasprintf("%s/out", temp);
	if (make_directories(out) ||
	    make_directories(xasprintf("%s/work", temp)))
		die("%s: %s", temp, strerror(errno));
	ok = run_build(recipe, source, temp, log);
	/* ENOTEMPTY: another ukl-link was faster; its result is the same */
	if (ok && rename(out, dir) && errno != ENOTEMPTY && errno != EEXIST) {
		error("%s: %s", dir, strerror(errno));
		ok = false;
	}
	tempdir_remove_guarded();
	return ok;
}

/* Compile the recipe's C files, which takes less time than looking for them in a cache. */
static bool compile_sources(const struct recipe *recipe,
			    struct program *program)
{
	struct spawn_options opts = { .capture_err = 1 };
	bool ok = true;

	for (size_t i = 0; i < recipe->sources.nr; i++) {
		char *object =
			tempdir_path("%s.o", path_base(recipe->sources.v[i]));
		struct strv argv = { 0 };
		char *messages;
		int status;

		command_add_cc(&argv);
		strv_add(&argv, "-O2");
		strv_add(&argv, "-fPIE");
		strv_addf(&argv, "-I%s", path_of_include());
		strv_add(&argv, "-c");
		strv_addf(&argv, "%s/%s", recipe->dir, recipe->sources.v[i]);
		strv_add(&argv, "-o");
		strv_add(&argv, object);
		status = command_run(&argv, &opts, NULL, &messages);
		fputs(messages,
		      stderr); /* the compiler's own, several lines each */
		if (status) {
			error("%s/%s: does not compile", recipe->dir,
			      recipe->sources.v[i]);
			ok = false;
		}
		strv_add(&program->inputs, object);
	}
	return ok;
}

static bool add_objects(const struct recipe *recipe, const char *dir,
			struct program *program)
{
	bool ok = true;

	for (size_t i = 0; i < recipe->objects.nr; i++) {
		char *pattern = xasprintf("%s/%s", dir, recipe->objects.v[i]);
		glob_t found;

		/* glob() sorts: the order of the link does not depend on the file system */
		if (glob(pattern, 0, NULL, &found)) {
			error("%s: no file '%s' has been built in %s",
			      recipe->path, recipe->objects.v[i], dir);
			ok = false;
		} else {
			for (size_t j = 0; j < found.gl_pathc; j++)
				strv_add(&program->inputs, found.gl_pathv[j]);
			globfree(&found);
		}
		free(pattern);
	}
	return ok;
}

static void resolve_roots(const char *dir, struct image *image)
{
	for (size_t i = 0; i < image->roots.nr; i++)
		if (!strncmp(image->roots.v[i], "$UKL_OUT", 8))
			image->roots.v[i] =
				xasprintf("%s%s", dir, image->roots.v[i] + 8);
}

bool recipe_build(const struct recipe *recipe, struct program *program,
		  struct image *image)
{
	const char *source = "";
	char *dir = recipe->dir;

	if (recipe->build) {
		char *depends = check_build_depends(recipe);

		if (!depends ||
		    (recipe->package && !(source = get_source(recipe))))
			return false;
		dir = get_output_dir(recipe, source, depends);
		if (!dir)
			return false;
		if (access(dir, R_OK) && command_is_dry_run())
			die("%s has not been built yet, so that its objects are not known; "
			    "run ukl-link %s first",
			    recipe->name, recipe->name);
		if (access(dir, R_OK) && !build_into(recipe, source, dir))
			return false;
	}
	if (!compile_sources(recipe, program) ||
	    !add_objects(recipe, dir, program))
		return false;
	options_parse_inputs(program, &recipe->libraries);
	resolve_roots(dir, image);
	return true;
}
