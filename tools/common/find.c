// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "find.h"
#include "mem.h"

char *find_program(const char *name, const char *path)
{
	int reason = ENOENT;

	if (strchr(name, '/'))
		return access(name, X_OK) ? NULL : xstrdup(name);
	if (!path || !*path)
		path = "/usr/local/bin:/usr/bin:/bin";
	while (path) {
		const char *end = strchr(path, ':');
		int length = end ? (int)(end - path) : (int)strlen(path);
		char *file = xasprintf("%.*s%s%s", length, path,
				       length ? "/" : "./", name);

		if (access(file, X_OK) == 0)
			return file;
		if (errno == EACCES)
			reason = EACCES;
		free(file);
		path = end ? end + 1 : NULL;
	}
	errno = reason;
	return NULL;
}

const char *qemu_program(void)
{
	const char *qemu = getenv("UKL_QEMU");

	return qemu && *qemu ? qemu : DEFAULT_QEMU;
}
