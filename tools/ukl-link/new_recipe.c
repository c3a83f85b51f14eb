// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../common/files.h"
#include "../common/paths.h"
#include "../common/report.h"
#include "../common/tempdir.h"
#include "image.h"
#include "new_recipe.h"

static const char recipe_text[] =
	"# How to build, link and start a program. Each line is KEY = VALUE;\n"
	"# docs/recipes.md has all keys. Paths are relative to this folder.\n"
	"\n"
	"summary = what it is, in one line\n"
	"\n"
	"# What is linked: C files of this folder,\n"
	"sources = main.c\n"
	"# libraries = -lm\n"
	"\n"
	"# or what make builds in a copy of this folder, behind configure if it has one:\n"
	"# configure = ./configure --disable-nls\n"
	"# make = server\n"
	"# program = src/server\n"
	"\n"
	"# The source may be in another folder, or a source package of Debian's:\n"
	"# folder = ../server\n"
	"# package = NAME\n"
	"\n"
	"# Debian packages that the build needs:\n"
	"# build-depends = zlib1g-dev\n"
	"\n"
	"# The root file system: a whole folder, single files, users and their folders.\n"
	"# root = root\n"
	"# file = /etc/server.conf server.conf\n"
	"# user = server 100 /var/lib/server\n"
	"# directory = /var/lib/server 0700 server\n"
	"\n"
	"# How it is started; the first word is the program's name for itself.\n"
	"arguments = %s world\n"
	"# environment = LANG=C.UTF-8\n"
	"\n"
	"# What ukl-run gives it: the guest's port as one of the host's, MB, CPUs.\n"
	"# port = 80 8080 http\n"
	"memory = 64\n"
	"smp = 1\n"
	"\n"
	"# ukl-run tells when this page is there:\n"
	"# health = 80 /\n"
	"\n"
	"# The kernel's configuration, if it is not to be the usual one:\n"
	"# profile = lupine-base+nginx\n";

static const char main_text[] =
	"#include <stdio.h>\n"
	"\n"
	"int main(int argc, char **argv)\n"
	"{\n"
	"	printf(\"Hello, %s, from inside of Linux.\\n\",\n"
	"	       argc > 1 ? argv[1] : \"whoever you are\");\n"
	"	return 0;\n"
	"}\n";

static bool write_text(const char *dir, const char *name, const char *text)
{
	char *path = xasprintf("%s/%s", dir, name);

	return file_write(path, text, strlen(text), 0666);
}

/* A name without a slash is one of apps/ if there is such a recipe. */
static void tell_next(const char *dir)
{
	const char *name = path_base(dir);

	progress(
		"%s/recipe and %s/main.c are written; next: ukl-link %s%s && ukl-run %s",
		dir, dir, strchr(dir, '/') ? "" : "./", dir, name);
}

int new_recipe(const char *given)
{
	char *dir = xstrdup(given), *end = dir + strlen(dir);

	while (end > dir + 1 && end[-1] == '/')
		*--end = '\0';
	if (!valid_program_name(path_base(dir)))
		die_usage(
			"--new %s: a recipe's folder is named by letters, digits and _-+. only",
			given);
	if (!strchr(dir, '/') &&
	    !access(xasprintf("%s/apps/%s/recipe", path_of_data(), dir), F_OK))
		die("--new %s: one of ukl-link's own recipes has this name; give another",
		    dir);
	if (mkdir(dir, 0777))
		die("%s: %s%s", dir, strerror(errno),
		    errno == EEXIST ? "; give another name" : "");
	if (!write_text(dir, "recipe",
			xasprintf(recipe_text, path_base(dir))) ||
	    !write_text(dir, "main.c", main_text)) {
		tempdir_guard(dir);
		tempdir_remove_guarded();
		return EXIT_FAULT;
	}
	tell_next(dir);
	return 0;
}
