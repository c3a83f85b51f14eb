// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../common/files.h"
#include "../common/number.h"
#include "../common/paths.h"
#include "../common/report.h"
#include "../common/words.h"
#include "command.h"
#include "kit.h"
#include "profile.h"

static const char *const needed_files[] = {
	"kernel.o", "vmlinux.lds", "exports",
	"mksysmap", "init",	   "bin/sorttable",
};

/* A dry run does not build one; see command.c. */
static bool is_unknown(const struct kit *kit)
{
	return !strcmp(kit->dir, "$KIT");
}

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

static void set_kallsyms(struct kit *kit, const char *value)
{
	kit->has_kallsyms = strcmp(value, "none");
	if (kit->has_kallsyms)
		parse_words(kit, value, &kit->kallsyms);
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
		set_kallsyms(kit, value);
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

/* Calls @take with the words of each line of the kit's file @name, which ends a line at '#'. */
static void each_line(struct kit *kit, const char *name,
		      void (*take)(struct kit *kit, const struct strv *words,
				   void *context),
		      void *context)
{
	char *path = kit_path(kit, name), *rest, *line;
	struct file file;

	if (!file_read(path, &file))
		die("%s: %s", path, strerror(errno));
	rest = (char *)file.data;
	while ((line = strsep(&rest, "\n"))) {
		struct strv words = { 0 };

		line[strcspn(line, "#")] = '\0';
		if (words_split(line, &words) && words.nr)
			take(kit, &words, context);
	}
	free(file.data);
	free(path);
}

static int compare_exports(const void *a, const void *b)
{
	const struct export *left = a, *right = b;

	return strcmp(left->name, right->name);
}

/* SYMBOL ADDRESS */
static void take_export(struct kit *kit, const struct strv *words,
			void *context)
{
	struct exports *exports = context;

	(void)kit;
	if (words->nr != 2)
		return;
	GROW(exports->v, exports->nr);
	exports->v[exports->nr++] = (struct export){
		.name = words->v[0],
		.address = strtoull(words->v[1], NULL, 16),
	};
}

static void read_exports(struct kit *kit, const char *name,
			 struct exports *exports)
{
	each_line(kit, name, take_export, exports);
	if (exports->nr)
		qsort(exports->v, exports->nr, sizeof(*exports->v),
		      compare_exports);
}

static int compare_syscalls(const void *a, const void *b)
{
	const struct syscall *left = a, *right = b;

	return strcmp(left->name, right->name);
}

/* NAME NUMBER KIND [OPTION] */
static void take_syscall(struct kit *kit, const struct strv *words,
			 void *context)
{
	static const char *const kinds[] = {
		[SYSCALL_DIRECT] = "direct",
		[SYSCALL_GATE] = "gate",
		[SYSCALL_NONE] = "none",
	};
	struct syscall call = { 0 };

	(void)context;
	if (words->nr < 3)
		return;
	call.name = words->v[0];
	while (strcmp(words->v[2], kinds[call.kind]))
		if (call.kind++ == SYSCALL_NONE)
			return; /* of a later ukl-kernel */
	if (words->nr > 3 && strcmp(words->v[3], "-"))
		call.option = words->v[3];
	GROW(kit->syscalls, kit->nr_syscalls);
	kit->syscalls[kit->nr_syscalls++] = call;
}

/* What kits of an older ukl-kernel do not have. */
static const char *const call_files[] = { "exports-gate", "syscalls",
					  "exports-direct" };

static void read_calls(struct kit *kit)
{
	for (size_t i = 0; i < sizeof(call_files) / sizeof(*call_files); i++)
		if (access(kit_path(kit, call_files[i]), R_OK))
			return;
	read_exports(kit, "exports-gate", &kit->gate_exports);
	read_exports(kit, "exports-direct", &kit->direct_exports);
	each_line(kit, "syscalls", take_syscall, NULL);
	if (kit->nr_syscalls)
		qsort(kit->syscalls, kit->nr_syscalls, sizeof(*kit->syscalls),
		      compare_syscalls);
}

void kit_check_calls(const struct kit *kit)
{
	if (is_unknown(kit))
		return;
	for (size_t i = 0; i < sizeof(call_files) / sizeof(*call_files); i++) {
		const char *path = kit_path(kit, call_files[i]);

		if (access(path, R_OK))
			die("%s: %s; this kernel kit is of an older ukl-kernel: make a new one, or "
			    "link with --calls=trap",
			    path, strerror(errno));
	}
}

const struct exports *kit_exports(const struct kit *kit, enum calls calls,
				  enum shortcuts shortcuts)
{
	if (calls == CALLS_GATE)
		return &kit->gate_exports;
	if (shortcuts == SHORTCUTS_ON || !kit->direct_exports.nr)
		return &kit->exports;
	return &kit->direct_exports;
}

const struct export *kit_find_export(const struct kit *kit, const char *name)
{
	struct export key = { .name = (char *)name };

	if (!kit->exports.nr)
		return NULL;
	return bsearch(&key, kit->exports.v, kit->exports.nr, sizeof(key),
		       compare_exports);
}

const struct syscall *kit_find_syscall(const struct kit *kit,
				       const char *symbol)
{
	static const char prefix[] = "ukl_sys_";
	struct syscall key = { .name = (char *)symbol + strlen(prefix) };

	if (!kit->nr_syscalls || strncmp(symbol, prefix, strlen(prefix)))
		return NULL;
	return bsearch(&key, kit->syscalls, kit->nr_syscalls, sizeof(key),
		       compare_syscalls);
}

static char *find_kit(const char *profile)
{
	struct strv argv = { 0 };

	profile_check(profile);
	strv_addf(&argv, "%s/tools/ukl-kernel", path_of_data());
	strv_add(&argv, "--profile");
	strv_add(&argv, profile);
	return command_ask(&argv, "$KIT",
			   xasprintf("there is no kernel for profile '%s'",
				     profile));
}

/* For programs at user addresses in ring 0 the kernel needs an option more. */
static char *add_fragment(const char *profile, enum model model)
{
	static const char fragment[] = "+kml";
	size_t len = strlen(profile);

	if (model != MODEL_KML ||
	    (len > strlen(fragment) &&
	     !strcmp(profile + len - strlen(fragment), fragment)))
		return xstrdup(profile);
	return xasprintf("%s%s", profile, fragment);
}

char *kit_option(const struct kit *kit, const char *option)
{
	char *path = kit_path(kit, "config");
	char *line = xasprintf("\n%s=", option), *value = NULL, *found;
	struct file file;

	if (!file_read(path, &file))
		die("%s: %s; remove %s and run ukl-kernel", path,
		    strerror(errno), kit->dir);
	found = strstr((char *)file.data, line);
	if (found) {
		found += strlen(line);
		value = xstrndup(found, strcspn(found, "\n"));
	}
	free(file.data);
	free(line);
	free(path);
	return value;
}

bool kit_has_option(const struct kit *kit, const char *option)
{
	char *value = kit_option(kit, option);
	bool has = value && !strcmp(value, "y");

	free(value);
	return has;
}

unsigned int kit_processors(const struct kit *kit)
{
	char *value = kit_option(kit, "CONFIG_NR_CPUS");
	unsigned int nr;

	if (!value || !parse_number(value, 1, UINT_MAX, &nr))
		nr = 1;
	free(value);
	return nr;
}

static void check_kml(const struct kit *kit)
{
	if (!kit_has_option(kit, "CONFIG_UKL_KML"))
		error("%s: a kernel kit without CONFIG_UKL_KML, which --model=kml needs; leave out --kit or UKL_KIT",
		      kit->dir);
}

static void check_file(const struct kit *kit, const char *name)
{
	char *path = kit_path(kit, name);

	if (access(path, R_OK))
		error("%s: %s; remove %s and run ukl-kernel", path,
		      strerror(errno), kit->dir);
	free(path);
}

void kit_open(struct kit *kit, const char *dir, const char *profile,
	      enum model model)
{
	bool given;

	if (!dir)
		dir = getenv("UKL_KIT");
	given = dir && *dir;
	if (!given && !profile)
		profile = PROFILE_DEFAULT;
	if (profile)
		profile = add_fragment(profile, model);
	kit->dir = given ? xstrdup(dir) : find_kit(profile);
	if (is_unknown(kit)) {
		kit->has_kallsyms = true;
		strv_add(&kit->kallsyms, "$KALLSYMS");
		strv_add(&kit->ldflags, "$LDFLAGS");
		return;
	}
	read_conf(kit);
	for (size_t i = 0; i < sizeof(needed_files) / sizeof(*needed_files);
	     i++)
		check_file(kit, needed_files[i]);
	if (kit->has_kallsyms)
		check_file(kit, "bin/kallsyms");
	/* a kernel that several profiles share carries the name of one of them */
	if (!given)
		kit->profile = xstrdup(profile);
	else if (profile && strcmp(profile, kit->profile))
		error("%s: a kernel kit of profile '%s', not '%s'; leave out --kit, UKL_KIT or --profile",
		      kit->dir, kit->profile, profile);
	if (model == MODEL_KML)
		check_kml(kit);
	if (report_failed())
		exit(EXIT_FAULT);
	read_exports(kit, "exports", &kit->exports);
	read_calls(kit);
}
