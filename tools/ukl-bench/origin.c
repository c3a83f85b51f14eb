// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "find.h"
#include "machine.h"
#include "origin.h"
#include "paths.h"
#include "spawn.h"
#include "words.h"

static const char unknown[] = "unknown";

/* The first line of what a command prints, or NULL: not all that may be asked is needed. */
static char *ask(const char *const *words)
{
	struct spawn_options opts = { .capture_out = 1, .capture_err = 1 };
	struct strv argv = { 0 };
	char *text;

	if (!find_program(*words, getenv("PATH")))
		return NULL;
	for (; *words; words++)
		strv_add(&argv, *words);
	if (spawn(&argv, &opts, &text, NULL))
		return NULL;
	text[strcspn(text, "\n")] = '\0';
	return *text ? text : NULL;
}
#define ASK(...) ask((const char *const[]){ __VA_ARGS__, NULL })

/* Of the source tree; NULL: an installed tool has none. */
static char *get_commit(void)
{
	const char *top = path_of_data();

	if (access(xasprintf("%s/.git", top), F_OK))
		return NULL;
	return ASK("git", "-C", top, "describe", "--always", "--dirty",
		   "--abbrev=12", "--exclude=*");
}

/* Where the files went is nobody's business: without their folders. @before is the word before. */
static char *without_folder(const char *word, const char *before)
{
	static const char *const outputs[] = { "--json", "--markdown" };

	for (size_t i = 0; i < sizeof(outputs) / sizeof(*outputs); i++) {
		size_t len = strlen(outputs[i]);

		if (!strcmp(before, outputs[i]))
			return xstrdup(path_base(word));
		if (!strncmp(word, outputs[i], len) && word[len] == '=')
			return xasprintf("%s=%s", outputs[i],
					 path_base(word + len + 1));
	}
	return xstrdup(word);
}

static char *get_command(int argc, char **argv)
{
	char *line = xstrdup("ukl-bench");

	for (int i = 0; i < argc; i++)
		line = xasprintf("%s %s", line,
				 word_quote(without_folder(
					 argv[i], i ? argv[i - 1] : "")));
	return line;
}

static char *get_time(void)
{
	time_t now = time(NULL);
	char text[32];

	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
	return xstrdup(text);
}

static char *get_cpu(void)
{
	FILE *file = fopen("/proc/cpuinfo", "re");
	char line[256], *value, *cpu = NULL;

	while (file && !cpu && fgets(line, sizeof(line), file)) {
		if (strncmp(line, "model name", 10) ||
		    !(value = strchr(line, ':')))
			continue;
		value += strspn(value, ": ");
		value[strcspn(value, "\n")] = '\0';
		cpu = xstrdup(value);
	}
	if (file)
		fclose(file);
	return cpu;
}

/* "QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18)" without the first words */
static char *get_qemu(void)
{
	static const char key[] = "version ";
	char *line = ASK(qemu_program(), "--version");
	char *version = line ? strstr(line, key) : NULL;

	return version ? version + strlen(key) : line;
}

static json_t *text(const char *value)
{
	json_t *string = json_string(value ? value : unknown);

	/* NULL if it is no UTF-8 */
	return string ? string : json_string(unknown);
}

json_t *origin_make(int argc, char **argv)
{
	return json_pack(
		"{s:o, s:o, s:o, s:{s:o, s:I}, s:{s:s, s:o, s:o, s:o}}", "when",
		text(get_time()), "commit", text(get_commit()), "command",
		text(get_command(argc, argv)), "machine", "cpu",
		text(get_cpu()), "cores",
		(json_int_t)sysconf(_SC_NPROCESSORS_ONLN), "versions", "ukl",
		UKL_VERSION, "qemu", text(get_qemu()), "gcc",
		text(ASK("gcc", "-dumpfullversion")), "glibc",
		text(ASK("dpkg-query", "-W", "-f=${Version}\\n", "libc6-dev")));
}
