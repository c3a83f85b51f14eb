// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "mountpoint.h"

bool valid_mount_point(const char *path)
{
	size_t length = strlen(path);

	if (path[0] != '/' || !path[1] || length > MOUNT_MAX_LENGTH)
		return false;
	for (size_t i = 0; i < length; i++)
		if (path[i] <= ' ' || path[i] >= 0x7f || path[i] == ':')
			return false;
	return true;
}
