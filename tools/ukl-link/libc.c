// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../common/files.h"
#include "../common/paths.h"
#include "../common/report.h"
#include "command.h"
#include "libc.h"

static void read_conf(struct libc *libc)
{
	char *path = xasprintf("%s/glibc.conf", libc->dir), *rest, *line;
	struct file file;

	if (!file_read(path, &file))
		die("%s: %s; is %s a C library, as ukl-glibc makes them?", path,
		    strerror(errno), libc->dir);
	rest = (char *)file.data;
	while ((line = strsep(&rest, "\n"))) {
		if (!strncmp(line, "version=", 8))
			libc->version = xstrdup(line + 8);
		else if (!strncmp(line, "id=", 3))
			libc->id = xstrdup(line + 3);
	}
	if (!libc->version || !libc->id)
		die("%s: lacks version or id; remove %s and run ukl-glibc",
		    path, libc->dir);
	free(path);
}

/* A dry run does not build one; see command.c. */
static bool is_unknown(const struct libc *libc)
{
	return !strcmp(libc->dir, "$LIBC");
}

static char *get_file(const struct libc *libc, const char *name)
{
	char *path = xasprintf("%s/%s", libc->lib, name);

	if (!is_unknown(libc) && access(path, R_OK))
		error("%s: %s; remove %s and run ukl-glibc", path,
		      strerror(errno), libc->dir);
	return path;
}

void libc_open(struct libc *libc, const char *dir)
{
	if (!dir)
		dir = getenv("UKL_LIBC");
	if (dir && *dir) {
		/* without links, so that libc_has() can compare */
		libc->dir = realpath(dir, NULL);
		if (!libc->dir)
			die("%s: %s; give the folder of a C library made by ukl-glibc",
			    dir, strerror(errno));
	} else {
		struct strv argv = { 0 };

		strv_addf(&argv, "%s/tools/ukl-glibc", path_of_data());
		libc->dir = command_ask(
			&argv, "$LIBC",
			"there is no C library that calls the kernel");
	}
	if (!is_unknown(libc))
		read_conf(libc);
	libc->lib = xasprintf("%s/lib", libc->dir);
	libc->archive = get_file(libc, "libc.a");
	libc->crt1 = get_file(libc, "crt1.o");
	libc->crti = get_file(libc, "crti.o");
	libc->crtn = get_file(libc, "crtn.o");
	if (report_failed())
		exit(EXIT_FAULT);
}

bool libc_has(const struct libc *libc, const char *path)
{
	size_t len;

	if (!libc)
		return false;
	len = strlen(libc->lib);
	return !strncmp(path, libc->lib, len) && path[len] == '/';
}
