// SPDX-License-Identifier: GPL-2.0-only
/*
 * A profile and three fragments, as ukl-profile joins them: a.config, b.config and c.config. The input
 * is the profile's name and what is in them, with a byte 0x1e between. The fuzzer does not see what a
 * shell's script does, so it is shown what that says.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "harness.h"
#include "mem.h"
#include "paths.h"
#include "spawn.h"

enum { MARK = 0x1e, NR_COUNTERS = 4096 };

/* libFuzzer takes these for counters of code that was executed. */
static uint8_t counters[NR_COUNTERS]
	__attribute__((used, section("__libfuzzer_extra_counters")));

int __real_spawn(const struct strv *argv, const struct spawn_options *opts,
		 char **out, char **err);

static const char *const names[] = { "a.config", "b.config", "c.config" };
enum { NR_NAMES = sizeof(names) / sizeof(*names) };

static bool starts_with(const char *text, const char *start)
{
	return !strncmp(text, start, strlen(start));
}

/* One kind of line is one counter: how it goes on behind file and line, up to what it quotes. */
static void count(const char *line)
{
	enum { LETTERS = 10 };
	unsigned int hash = 5381, nr = 0;
	const char *end = line + strcspn(line, "'\"");

	for (const char *c = line; c + 1 < end; c++)
		if (c[0] == ':' && c[1] == ' ')
			line = c + 2;
	for (; line < end && nr < LETTERS; line++)
		if (*line >= 'a' && *line <= 'z') {
			hash = hash * 33 + *line;
			nr++;
		}
	counters[hash % NR_COUNTERS] = 1;
}

static void check_lines(char *text, bool good)
{
	char *line;

	FUZZ_ASSERT(!*text || text[strlen(text) - 1] == '\n');
	while ((line = strsep(&text, "\n")) && *line) {
		if (good) {
			FUZZ_ASSERT(starts_with(line, "# from: /") ||
				    starts_with(line, "# from: ./") ||
				    starts_with(line, "# from: ../") ||
				    starts_with(line, "CONFIG_") ||
				    starts_with(line, "# CONFIG_"));
		} else {
			for (const char *c = line; *c; c++)
				FUZZ_ASSERT((uint8_t)*c >= ' ' && *c != 0x7f);
			FUZZ_ASSERT(starts_with(line, "ukl-profile: error: "));
			count(line);
		}
	}
	FUZZ_ASSERT(!text || !*text);
}

/* A folder with the fragments and nothing else. */
static const char *make_folder(void)
{
	static char *folder;

	if (!folder) {
		const char *tmp = getenv("TMPDIR");

		folder = xasprintf("%s/ukl-fuzz-profile-XXXXXX",
				   tmp ? tmp : "/tmp");
		FUZZ_ASSERT(mkdtemp(folder));
	}
	return folder;
}

static void check_folder(const char *folder)
{
	struct dirent **entries;
	int nr = scandir(folder, &entries, NULL, NULL);

	FUZZ_ASSERT(nr == 2 + NR_NAMES);
	while (nr)
		free(entries[--nr]);
	free(entries);
}

/* "sh -c" for the limits: it must not take what the host has. */
static int join(const char *folder, const char *profile, char **out, char **err)
{
	const struct spawn_options opts = {
		.dir = folder,
		.capture_out = 1,
		.capture_err = 1,
	};
	struct strv argv = { 0 };

	strv_add(&argv, "sh");
	strv_add(&argv, "-c");
	strv_add(&argv, "ulimit -v 500000; ulimit -t 10; exec \"$0\" \"$1\"");
	strv_addf(&argv, "%s/tools/ukl-profile", path_of_data());
	strv_add(&argv, profile);
	return __real_spawn(&argv, &opts, out, err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *folder = make_folder();
	char *profile, *out, *err;
	int status;

	fuzz_cut(&data, &size, MARK, &profile);
	for (size_t i = 0; i < NR_NAMES; i++) {
		const uint8_t *end = size ? memchr(data, MARK, size) : NULL;
		size_t length = end ? (size_t)(end - data) : size;
		char *path = xasprintf("%s/%s", folder, names[i]);

		FUZZ_ASSERT(file_write(path, data, length, 0600));
		free(path);
		data += length + !!end;
		size -= length + !!end;
	}
	status = join(folder, profile, &out, &err);
	FUZZ_ASSERT(status >= 0 && status <= 2);
	FUZZ_ASSERT(!*(status ? out : err));
	if (status < 2)
		check_lines(status ? err : out, !status);
	check_folder(folder);
	free(profile);
	free(out);
	free(err);
	return 0;
}
