// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mem.h"
#include "paths.h"
#include "report.h"

const char *path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

char *path_dir(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return xstrdup(".");
	return slash == path ? xstrdup("/") : xstrndup(path, slash - path);
}

const char *path_of_exe(void)
{
	static char *dir;
	char exe[PATH_MAX];
	ssize_t len;

	if (dir)
		return dir;
	len = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	if (len < 0)
		die("/proc/self/exe: %s; mount /proc", strerror(errno));
	exe[len] = '\0';
	dir = path_dir(exe);
	return dir;
}

const char *path_of_data(void)
{
	static char *dir;

	if (dir)
		return dir;
	if (getenv("UKL_DATA") && *getenv("UKL_DATA"))
		return dir = getenv("UKL_DATA");
	dir = xasprintf("%s/../share/ukl", path_of_exe());
	if (access(dir, X_OK))
		dir = xasprintf("%s/../..", path_of_exe());
	/* without the "..", so that messages show paths that people know */
	if (realpath(dir, NULL))
		dir = realpath(dir, NULL);
	return dir;
}

static const char *find_archive(const char *name)
{
	char *beside = xasprintf("%s/../lib/%s", path_of_exe(), name);
	char *data = xasprintf("%s/lib/%s", path_of_data(), name);
	char *built = xasprintf("%s/build/lib/%s", path_of_data(), name);
	char *candidates[] = { beside, data, built };

	for (size_t i = 0; i < sizeof(candidates) / sizeof(*candidates); i++) {
		char *found = realpath(candidates[i], NULL);

		if (found)
			return found;
	}
	die("%s: not in %s/../lib nor in %s/lib; run make", name, path_of_exe(),
	    path_of_data());
}

const char *path_of_libukl(void)
{
	return find_archive("libukl.a");
}

const char *path_of_libukl_linux(void)
{
	return find_archive("libukl-linux.a");
}

const char *path_of_include(void)
{
	static char *dir;

	if (!dir)
		dir = xasprintf("%s/ukl/include", path_of_data());
	return dir;
}

int make_directories(const char *path)
{
	char *copy = xstrdup(path);

	for (char *p = copy + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		if (mkdir(copy, 0777) && errno != EEXIST)
			return -1;
		*p = '/';
	}
	if (mkdir(copy, 0777) && errno != EEXIST)
		return -1;
	free(copy);
	return 0;
}

/* Its name, or NULL if the environment has none. */
static char *cache_name(void)
{
	const char *base;

	if ((base = getenv("UKL_CACHE")) && *base)
		return xstrdup(base);
	if ((base = getenv("XDG_CACHE_HOME")) && *base)
		return xasprintf("%s/ukl", base);
	if ((base = getenv("HOME")) && *base)
		return xasprintf("%s/.cache/ukl", base);
	return NULL;
}

char *path_of_cache_if_any(void)
{
	char *dir = cache_name();

	return dir && !make_directories(dir) ? dir : NULL;
}

const char *path_of_cache(void)
{
	static char *dir;

	if (dir)
		return dir;
	dir = cache_name();
	if (!dir)
		die("no directory for the cache; set HOME or UKL_CACHE");
	if (make_directories(dir))
		die("%s: %s; set UKL_CACHE to a directory that can be written",
		    dir, strerror(errno));
	return dir;
}
