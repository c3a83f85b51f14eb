// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output.h"
#include "paths.h"
#include "report.h"

bool output_check(const char *path, const char *option)
{
	unsigned int before = report_count();
	char *dir = path_dir(path);
	struct stat st;

	if (stat(dir, &st))
		error("%s: folder %s: %s", path, dir, strerror(errno));
	else if (!S_ISDIR(st.st_mode))
		error("%s: %s is not a folder", path, dir);
	else if (access(dir, W_OK | X_OK))
		error("%s: folder %s: %s; choose another with %s", path, dir,
		      strerror(errno), option);
	else if (!lstat(path, &st) && !S_ISREG(st.st_mode))
		error("%s: is there and not a file%s; choose another name with %s",
		      path, S_ISLNK(st.st_mode) ? " but a link" : "", option);
	free(dir);
	return report_count() == before;
}

static char *find_folder(const char *path)
{
	char *dir = path_dir(path), *real = realpath(dir, NULL);

	if (real)
		free(dir);
	return real ? real : dir;
}

bool output_is_same(const char *a, const char *b)
{
	char *first = find_folder(a), *second = find_folder(b);
	bool same = !strcmp(first, second) &&
		    !strcmp(path_base(a), path_base(b));

	free(first);
	free(second);
	return same;
}
