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
#include "command.h"
#include "recipe.h"

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
	const char *place = NULL;
	struct strv argv = { 0 };

	if (!recipe->build_depends.nr)
		return xstrdup("");
	strv_add(&argv, "dpkg-query");
	strv_add(&argv, "-W");
	strv_add(&argv,
		 "-f=${binary:Package} ${db:Status-Status} ${Version}\\n");
	for (size_t i = 0; i < recipe->build_depends.nr; i += 2)
		strv_add(&argv, recipe->build_depends.v[i]);
	spawn(&argv, &opts, &text, &messages);
	for (size_t i = 0; i < recipe->build_depends.nr; i += 2) {
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
		if (found)
			continue;
		if (!*missing)
			place = recipe->build_depends.v[i + 1];
		missing = xasprintf("%s %s", missing, name);
	}
	if (!*missing)
		return text;
	error("%s: Debian packages are missing; type: apt-get install%s", place,
	      missing);
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
	struct spawn_options opts = { .capture_out = 1 };
	struct strv argv = { 0 };
	char *source;

	strv_addf(&argv, "%s/tools/ukl-source", path_of_data());
	strv_add(&argv, recipe->package);
	if (!spawn(&argv, &opts, &source, NULL)) {
		source[strcspn(source, "\n")] = '\0';
		return source;
	}
	/* the tool has said why */
	error("%s: the source of package '%s' is not to be had, see above",
	      recipe->package_place, recipe->package);
	return NULL;
}

static int compare_entries(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* Images are often made where the recipe is, and histories are not built. */
static bool is_no_source(const FTSENT *entry)
{
	static const char *const endings[] = { ".vmlinux", ".bzimage",
					       ".vmlinux.debug",
					       ".bzimage.debug" };

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
		size_t len = strlen(endings[i]);

		if (entry->fts_namelen > len &&
		    !strcmp(entry->fts_name + entry->fts_namelen - len,
			    endings[i]))
			return true;
	}
	return !strcmp(entry->fts_name, ".git");
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

/* What else of the user's environment makes and configures look at. */
static void add_environment(struct sha256 *sha)
{
	static const char *const names[] = { "CXXFLAGS", "CPPFLAGS", "LDFLAGS",
					     "LIBS" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			sha256_add_string(sha,
					  xasprintf("%s=%s", names[i], value));
	}
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
	sha256_add_string(&sha, recipe_cc());
	sha256_add_string(&sha, recipe_cxx());
	sha256_add_string(&sha, recipe_cflags());
	add_environment(&sha);
	sha256_add_string(&sha, UKL_VERSION);
	if (!add_folder(&sha, recipe->dir) ||
	    (recipe->folder && !add_folder(&sha, recipe->folder)) ||
	    !add_folder(&sha, path_of_include()))
		return NULL;
	sha256_hex(&sha, hex);
	return xasprintf("%s/apps/%s-%.16s", path_of_cache(), recipe->name,
			 hex);
}

/* Build into a folder beside @dir, then give it its name: a folder with the name is complete. */
static bool build_into(const struct recipe *recipe, const char *source,
		       const char *dir)
{
	static const char remedy[] = "set UKL_CACHE to a folder of yours";
	char *log = xasprintf("%s.log", dir), *parent = path_dir(dir);
	char *temp, *out, *work;
	bool ok;

	if (make_directories(parent))
		die("%s: %s; %s", parent, strerror(errno), remedy);
	temp = tempdir_make_in(parent, recipe->name, remedy);
	out = xasprintf("%s/out", temp);
	work = xasprintf("%s/work", temp);
	if (make_directories(out) || make_directories(work))
		die("%s: %s", temp, strerror(errno));
	ok = recipe_run_build(recipe, source, temp, log) &&
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
static char *get_built(const struct recipe *recipe, const char *depends)
{
	const char *source = find_source(recipe);
	char *dir;

	if (!source)
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
	/* a library's package may be needed where nothing but C files is built */
	char *depends = check_build_depends(recipe), *dir = recipe->dir;

	if (!depends)
		return false;
	if (recipe_has_build(recipe))
		dir = get_built(recipe, depends);
	if (!dir || !recipe_add_inputs(recipe, dir, image))
		return false;
	resolve(&image->roots, 0, 1, dir);
	resolve(&image->files, 1, 3, dir);
	return true;
}
