// SPDX-License-Identifier: GPL-2.0-only
#include <gnu/libc-version.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../common/report.h"
#include "../common/spawn.h"
#include "command.h"
#include "toolchain.h"

char *find_in_dirs(const struct strv *dirs, const char *name)
{
	for (size_t i = 0; i < dirs->nr; i++) {
		char *path = xasprintf("%s/%s", dirs->v[i], name);

		if (!access(path, F_OK))
			return path;
		free(path);
	}
	return NULL;
}

bool is_system_folder(const struct toolchain *tools, const char *dir)
{
	char *real = realpath(dir, NULL);
	bool found = real && strv_has(&tools->library_dirs, real);

	free(real);
	return found;
}

/* The line "libraries: =DIR:DIR..." of gcc -print-search-dirs, each folder once. */
static void take_library_dirs(struct toolchain *tools, char *text)
{
	static const char key[] = "libraries: =";
	char *line = strstr(text, key), *dir;

	if (!line)
		die("gcc -print-search-dirs: no line '%s'; set CC to a GNU C compiler",
		    key);
	line += strlen(key);
	line[strcspn(line, "\n")] = '\0';
	while ((dir = strsep(&line, ":"))) {
		char *real = realpath(dir, NULL);
		bool known = !real;

		for (size_t i = 0; i < tools->library_dirs.nr && !known; i++)
			known = !strcmp(tools->library_dirs.v[i], real);
		if (!known)
			strv_add(&tools->library_dirs, real);
		free(real);
	}
}

static char *find_start_file(const struct toolchain *tools, const char *name)
{
	char *path = find_in_dirs(&tools->library_dirs, name);

	if (!path)
		error("%s: not in the compiler's library folders; type: apt-get install gcc libc6-dev",
		      name);
	return path;
}

/* The last word of the first line: "GNU ld (GNU Binutils for Debian) 2.40". */
static char *last_word(char *text)
{
	char *space;

	text[strcspn(text, "\n")] = '\0';
	space = strrchr(text, ' ');
	return xstrdup(space ? space + 1 : text);
}

void toolchain_find(struct toolchain *tools)
{
	struct spawn_options opts = { .capture_out = 1 };
	struct strv dirs = { 0 }, gcc = { 0 }, ld = { 0 };
	struct child child_dirs, child_gcc, child_ld;
	char *text;

	command_add_cc(&dirs);
	strv_add(&dirs, "-print-search-dirs");
	command_add_cc(&gcc);
	strv_add(&gcc, "-dumpfullversion");
	strv_add(&ld, "ld");
	strv_add(&ld, "--version");
	child_dirs = spawn_start(&dirs, &opts);
	child_gcc = spawn_start(&gcc, &opts);
	child_ld = spawn_start(&ld, &opts);

	if (spawn_wait(&child_dirs, &text, NULL) && !report_failed())
		error("%s -print-search-dirs: failed; set CC to a GNU C compiler",
		      dirs.v[0]);
	if (!report_failed())
		take_library_dirs(tools, text);
	spawn_wait(&child_gcc, &text, NULL);
	tools->gcc = last_word(text);
	spawn_wait(&child_ld, &text, NULL);
	tools->binutils = last_word(text);
	/* Debian's libc6-dev, which has libc.a, depends on the libc6 of its own version. */
	tools->libc = xstrdup(gnu_get_libc_version());
	if (!report_failed()) {
		tools->crt1 = find_start_file(tools, "crt1.o");
		tools->crti = find_start_file(tools, "crti.o");
		/* the S variants are position independent */
		tools->crtbegin = find_start_file(tools, "crtbeginS.o");
		tools->crtend = find_start_file(tools, "crtendS.o");
		tools->crtn = find_start_file(tools, "crtn.o");
	}
	if (report_failed())
		exit(EXIT_FAULT);
}

bool toolchain_knows_option(const char *word)
{
	struct spawn_options opts = { .capture_out = 1, .err_to_out = 1 };
	struct strv argv = { 0 };

	command_add_cc(&argv);
	strv_add(&argv, word);
	/* nothing is run */
	strv_add(&argv, "-###");
	strv_add(&argv, "-xc");
	strv_add(&argv, "/dev/null");
	return spawn(&argv, &opts, NULL, NULL) != 1;
}
