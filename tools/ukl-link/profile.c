// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../common/files.h"
#include "../common/mem.h"
#include "../common/paths.h"
#include "../common/report.h"
#include "../common/spawn.h"
#include "profile.h"

static void add_tool(struct strv *argv, const char *name)
{
	strv_addf(argv, "%s/tools/%s", path_of_data(), name);
}

/* The faults that ukl-profile found are ours: the user called us. */
static void report_faults(char *messages)
{
	static const char prefix[] = "ukl-profile: error: ";
	char *line;

	while ((line = strsep(&messages, "\n")))
		if (!strncmp(line, prefix, strlen(prefix)))
			error("%s", line + strlen(prefix));
}

void profile_check(const char *profile)
{
	struct spawn_options opts = { .capture_out = 1, .capture_err = 1 };
	struct strv argv = { 0 };
	char *messages;
	int status;

	if (*profile == '-' || !*profile)
		die_usage("--profile '%s': give NAME[+NAME]...", profile);
	add_tool(&argv, "ukl-profile");
	strv_add(&argv, profile);
	status = spawn(&argv, &opts, NULL, &messages);
	if (!status)
		return;
	report_faults(messages);
	if (!report_failed())
		error("%s: failed with status %d: %s", argv.v[0], status,
		      messages);
	exit(status == EXIT_USAGE ? EXIT_USAGE : EXIT_FAULT);
}

/* What the tool prints is what we print, and nothing of it if it fails. */
static int print_output(const struct strv *argv)
{
	struct spawn_options opts = { .capture_out = 1 };
	char *text;

	if (spawn(argv, &opts, &text, NULL))
		return EXIT_FAULT;
	fputs(text, stdout);
	return 0;
}

struct strv profile_names(void)
{
	char *pattern = xasprintf("%s/ukl/profiles/*.config", path_of_data());
	struct strv names = { 0 };
	glob_t files;

	if (!glob(pattern, 0, NULL, &files)) {
		for (size_t i = 0; i < files.gl_pathc; i++) {
			const char *name = path_base(files.gl_pathv[i]);

			/* that one is part of every profile */
			if (strcmp(name, "ukl.config"))
				strv_addf(&names, "%.*s",
					  (int)strcspn(name, "."), name);
		}
		globfree(&files);
	}
	free(pattern);
	return names;
}

int profile_list(void)
{
	struct strv argv = { 0 };

	add_tool(&argv, "ukl-profile");
	strv_add(&argv, "--list");
	return print_output(&argv);
}

static int print_kit_config(const char *dir)
{
	char *path = xasprintf("%s/config", dir);
	struct file file;

	if (!file_read(path, &file)) {
		error("%s: %s", path, strerror(errno));
		return EXIT_FAULT;
	}
	fputs((char *)file.data, stdout);
	return 0;
}

int profile_show_config(const char *dir, const char *profile)
{
	struct strv argv = { 0 };

	if (!dir && !profile)
		dir = getenv("UKL_KIT");
	if (dir && *dir) {
		if (profile)
			die_usage(
				"--show-config: give --kit or --profile, not both");
		return print_kit_config(dir);
	}
	if (!profile)
		profile = PROFILE_DEFAULT;
	profile_check(profile);
	add_tool(&argv, "ukl-kernel");
	strv_add(&argv, "--show-config");
	strv_add(&argv, "--profile");
	strv_add(&argv, profile);
	return print_output(&argv);
}
