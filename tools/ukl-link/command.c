// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../common/report.h"
#include "../common/tempdir.h"
#include "../common/words.h"
#include "command.h"

static bool verbose, dry_run;

void command_set_verbose(bool show, bool dry)
{
	verbose = show;
	dry_run = dry;
}

bool command_is_dry_run(void)
{
	return dry_run;
}

/*
 * A dry run names what it does not know by shell variables: the kit and its flags (kit.c), the C
 * library (libc.c).
 */
static bool show_variable(const char *word)
{
	static const char *const folders[] = { "$KIT/", "$LIBC/" };

	if (!strcmp(word, "$KALLSYMS") || !strcmp(word, "$LDFLAGS")) {
		fprintf(stderr, " %s", word);
		return true;
	}
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		int len = strlen(folders[i]) - 1;
		const char *found = strstr(word, folders[i]);

		/* -L$LIBC/lib */
		if (!found || (found != word && found != word + 2))
			continue;
		fprintf(stderr, " %.*s\"%.*s\"%s", (int)(found - word), word,
			len, found, found + len);
		return true;
	}
	return false;
}

static void show_word(const char *word)
{
	char *quoted;

	if (show_variable(word))
		return;
	quoted = word_quote(word);
	fprintf(stderr, " %s", quoted);
	free(quoted);
}

void command_show(const struct strv *argv, const struct spawn_options *opts)
{
	for (size_t i = 0; i < argv->nr; i++)
		show_word(argv->v[i]);
	if (opts && opts->out_file) {
		fprintf(stderr, " >");
		show_word(opts->out_file);
	}
	fprintf(stderr, "\n");
}

/*
 * Messages in the C locale for ld_messages.c, and temporary files where they are
 * removed with ours: collect2 leaves its own when it is killed.
 */
static const char *const *child_environment(void)
{
	static const char *env[3];

	if (!env[0]) {
		env[0] = "LC_ALL=C";
		env[1] = xasprintf("TMPDIR=%s", tempdir_path("."));
	}
	return env;
}

struct child command_start(const struct strv *argv,
			   const struct spawn_options *opts)
{
	struct spawn_options with_locale = { 0 };

	if (verbose)
		command_show(argv, opts);
	if (dry_run)
		return (struct child){
			.pid = 0, .out = -1, .err = -1, .program = argv->v[0]
		};
	if (opts)
		with_locale = *opts;
	if (!with_locale.env)
		with_locale.env = child_environment();
	return spawn_start(argv, &with_locale);
}

int command_wait(struct child *child, char **out, char **err)
{
	if (child->pid)
		return spawn_wait(child, out, err);
	if (out)
		*out = xstrdup("");
	if (err)
		*err = xstrdup("");
	return 0;
}

int command_run(const struct strv *argv, const struct spawn_options *opts,
		char **out, char **err)
{
	struct child child = command_start(argv, opts);

	return command_wait(&child, out, err);
}

char *command_ask(const struct strv *argv, const char *unknown,
		  const char *without)
{
	struct spawn_options opts = { .capture_out = 1 };
	char *out;
	int status = command_run(argv, &opts, &out, NULL);

	if (command_is_dry_run())
		return xstrdup(unknown);
	if (status == 127 && report_failed())
		exit(EXIT_FAULT);
	if (status)
		die("%s: failed with status %d; %s", argv->v[0], status,
		    without);
	out[strcspn(out, "\n")] = '\0';
	if (!*out)
		die("%s: printed no folder", argv->v[0]);
	return out;
}

const char *command_remedy(const char *line)
{
	if (!strstr(line, strerror(ENOSPC)) && !strstr(line, strerror(EDQUOT)))
		return "";
	return xasprintf("; set TMPDIR to a folder with more room than %s",
			 tempdir_parent());
}

bool command_check(struct child *child)
{
	bool started = child->pid >= 0;
	char *text, *line, *rest;
	int status = command_wait(child, NULL, &text);

	if (!status) {
		free(text);
		return true;
	}
	rest = text;
	while ((line = strsep(&rest, "\n")))
		if (*line)
			error("%s%s", line, command_remedy(line));
	if (started && !*text)
		error("%s: failed with status %d", child->program, status);
	free(text);
	return false;
}

void command_add_cc(struct strv *argv)
{
	const char *cc = getenv("CC");
	size_t before = argv->nr;

	if (cc && !words_split(cc, argv))
		die("CC: a quote is not closed: %s", cc);
	if (argv->nr == before)
		strv_add(argv, "gcc");
}
