// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "image_find.h"
#include "mem.h"
#include "paths.h"
#include "report.h"

static bool is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

const char *image_find(const char *name)
{
	char *here, *built, *directory;
	struct stat st;
	bool suffix;

	if (is_file(name))
		return name;
	if (stat(name, &st) == 0 && !S_ISDIR(st.st_mode)) {
		error("%s: not a regular file", name);
		return NULL;
	}
	if (strchr(name, '/')) {
		error("%s: %s", name,
		      strerror(stat(name, &st) ? errno : EISDIR));
		return NULL;
	}
	suffix = strlen(name) > 8 &&
		 strcmp(name + strlen(name) - 8, ".vmlinux") == 0;
	here = xasprintf("%s%s", name, suffix ? "" : ".vmlinux");
	if (is_file(here))
		return here;
	directory = path_dir(path_of_exe());
	built = xasprintf("%s/%s", directory, here);
	if (is_file(built))
		return built;
	if (suffix)
		error("%s: neither here nor in %s; make it with: ukl-link -o %s ...",
		      name, directory, name);
	else
		error("%s: neither a file nor the name of an image (no %s here nor in %s); make it with: ukl-link %s",
		      name, here, directory, name);
	free(directory);
	free(here);
	free(built);
	return NULL;
}
