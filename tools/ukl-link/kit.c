// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../common/files.h"
#include "../common/paths.h"
#include "../common/report.h"
#include "../common/words.h"
#include "command.h"
#include "kit.h"

static const char *const needed_files[] = {
	"kernel.o", "vmlinux.lds",  "exports",	     "mksysmap",
	"init",	    "bin/kallsyms", "bin/sorttable",
};

char *kit_path(const struct kit *kit, const char *name)
{
	return xasprintf("%s/%s", kit->dir, name);
}

static void parse_words(const struct kit *kit, const char *text,
			struct strv *words)
{
	if (!words_split(text, words))
		die("%s/kit.conf: a quote is not closed: %s", kit->dir, text);
}

static uint64_t parse_address(const struct kit *kit, const char *key,
			      const char *text)
{
	uint64_t value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 16);
	if (errno || end == text || *end)
		die("%s/kit.conf: %s: '%s' is not an address", kit->dir, key,
		    text);
	return value;
}

static void set_value(struct kit *kit, const char *key, const char *value)
{
	if (!strcmp(key, "release"))
		kit->release = xstrdup(value);
	else if (!strcmp(key, "package"))
		kit->package = xstrdup(value);
	else if (!strcmp(key, "profile"))
		kit->profile = xstrdup(value);
	else if (!strcmp(key, "id"))
		kit->id = xstrdup(value);
	else if (!strcmp(key, "ldflags"))
		parse_words(kit, value, &kit->ldflags);
	else if (!strcmp(key, "kallsyms"))
		parse_words(kit, value, &kit->kallsyms);
	else if (!strcmp(key, "app_start"))
		kit->app_start = parse_address(kit, key, value);
	else if (!strcmp(key, "data_start"))
		kit->data_start = parse_address(kit, key, value);
	else if (!strcmp(key, "data_limit"))
		kit->data_limit = parse_address(kit, key, value);
}

static void read_conf(struct kit *kit)
{
	char *path = kit_path(kit, "kit.conf"), *rest, *line;
	struct file file;

	if (!file_read(path, &file))
		die("%s: %s; is %s a kernel kit, as ukl-kernel makes them?",
		    path, strerror(errno), kit->dir);
	rest = (char *)file.data;
	while ((line = strsep(&rest, "\n"))) {
		char *equals = strchr(line, '=');

		if (!equals || *line == '#')
			continue;
		*equals = '\0';
		set_value(kit, line, equals + 1);
	}
	if (!kit->release || !kit->package || !kit->profile || !kit->id ||
	    !kit->app_start || !kit->data_start || !kit->data_limit)
		die("%s: lacks one of release, package, profile, id, app_start, data_start and "
		    "data_limit; remove %s and run ukl-kernel",
		    path, kit->dir);
	free(path);
}

static void read_exports(struct kit *kit)
{
	char *path = kit_path(kit, "exports"), *rest, *line;
	struct file file;

	if (!file_read(path, &file))
		die("%s: %s", path, strerror(errno));
	rest = (char *)file.data;
	while ((line = strsep(&rest, "\n"))) {
		struct export export = { 0 };
		char *space = strchr(line, ' ');

		if (!space || *line == '#')
			continue;
		export.name = xstrndup(line, space - line);
		export.address = strtoull(space + 1, NULL, 16);
		GROW(kit->exports, kit->nr_exports);
		kit->exports[kit->nr_exports++] = export;
	}
	free(path);
}

static void check_profile(const char *profile)
{
	char *dir = xasprintf("%s/ukl/profiles", path_of_data());
	struct strv known = { 0 };
	char *list = xstrdup("");
	struct dirent *entry;
	DIR *profiles = opendir(dir);

	if (!profiles)
		die("%s: %s; set UKL_DATA to UKL's folder", dir,
		    strerror(errno));
	while ((entry = readdir(profiles))) {
		char *dot = strrchr(entry->d_name, '.');

		if (!dot || dot == entry->d_name || strcmp(dot, ".config"))
			continue;
		*dot = '\0';
		strv_add(&known, entry->d_name);
	}
	closedir(profiles);
	strv_sort(&known);
	for (size_t i = 0; i < known.nr; i++) {
		if (!strcmp(known.v[i], profile))
			return;
		list = xasprintf("%s%s%s", list, i ? ", " : "", known.v[i]);
	}
	die("no profile '%s' in %s; there is %s", profile, dir,
	    *list ? list : "none");
}

/* Ask ukl-kernel, whose own messages pass through. */
static char *find_kit(const char *profile)
{
	struct spawn_options opts = { .capture_out = 1 };
	struct strv argv = { 0 };
	size_t len;
	char *out;
	int status;

	check_profile(profile);
	strv_addf(&argv, "%s/tools/ukl-kernel", path_of_data());
	strv_add(&argv, "--profile");
	strv_add(&argv, profile);
	status = command_run(&argv, &opts, &out, NULL);
	if (command_is_dry_run())
		return xstrdup("$KIT");
	if (status == 127 && report_failed())
		exit(EXIT_FAULT);
	if (status)
		die("%s: failed with status %d; there is no kernel for profile '%s'",
		    argv.v[0], status, profile);
	len = strcspn(out, "\n");
	out[len] = '\0';
	if (!len)
		die("%s: printed no folder", argv.v[0]);
	return out;
}

void kit_open(struct kit *kit, const char *dir, const char *profile)
{
	if (!dir)
		dir = getenv("UKL_KIT");
	kit->dir = dir && *dir ? xstrdup(dir) :
				 find_kit(profile ? profile : "general");
	if (!strcmp(kit->dir, "$KIT")) {
		strv_add(&kit->kallsyms, "$KALLSYMS");
		strv_add(&kit->ldflags, "$LDFLAGS");
		return;
	}
	read_conf(kit);
	for (size_t i = 0; i < sizeof(needed_files) / sizeof(*needed_files);
	     i++) {
		char *path = kit_path(kit, needed_files[i]);

		if (access(path, R_OK))
			error("%s: %s; remove %s and run ukl-kernel", path,
			      strerror(errno), kit->dir);
		free(path);
	}
	if (profile && strcmp(profile, kit->profile))
		error("%s: a kernel kit of profile '%s', not '%s'; leave out --kit, UKL_KIT or --profile",
		      kit->dir, kit->profile, profile);
	if (report_failed())
		exit(EXIT_FAULT);
	read_exports(kit);
}
