// SPDX-License-Identifier: GPL-2.0-only
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "mountpoint.h"

bool is_taken_path(const char *path)
{
	static const char *const taken[] = { "/init", "/ukl",  "/etc/ukl",
					     "/dev",  "/proc", "/sys" };

	for (size_t i = 0; i < sizeof(taken) / sizeof(*taken); i++) {
		size_t len = strlen(taken[i]);

		if (!strncmp(path, taken[i], len) &&
		    (!path[len] || path[len] == '/'))
			return true;
	}
	return false;
}

char *absolute_path(const char *path)
{
	char *copy = xstrdup(path), *rest = copy, *part, *clean = xstrdup("");

	while ((part = strsep(&rest, "/"))) {
		if (!strcmp(part, ".") || !strcmp(part, "..") ||
		    strlen(part) > NAME_MAX) {
			free(clean);
			clean = NULL;
			break;
		}
		if (*part)
			clean = xasprintf("%s/%s", clean, part);
	}
	free(copy);
	return clean;
}

bool valid_mount_point(const char *path)
{
	size_t length = strlen(path);
	char *clean;

	if (path[0] != '/' || !path[1] || length > MOUNT_MAX_LENGTH)
		return false;
	for (size_t i = 0; i < length; i++)
		if (path[i] <= ' ' || path[i] >= 0x7f || path[i] == ':')
			return false;
	clean = absolute_path(path);
	return clean && *clean && !is_taken_path(clean);
}
