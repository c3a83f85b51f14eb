/* SPDX-License-Identifier: GPL-2.0-only */
/* Places in guests, for files and disks, as ukl-link writes them into an image and ukl-run takes them. */
#ifndef UKL_MOUNTPOINT_H
#define UKL_MOUNTPOINT_H

#include <stdbool.h>

enum {
	MOUNT_MAX_LENGTH = 255,
	/* ext4 with a journal needs some room; 16 TB is what it may have with blocks of 4 KB. */
	DISK_MIN_MB = 8,
	DISK_MAX_MB = 16 * 1024 * 1024,
};

/* UKL's own, or hidden by what Linux mounts there: /init, /ukl, /etc/ukl, /dev, /proc, /sys and what is below. */
bool is_taken_path(const char *path);

/* With one slash in front of each part, none behind; "" for /. NULL if a part is "." or "..", or too long. */
char *absolute_path(const char *path);

/* A full path that process 1 can mount at, and that is not taken. */
bool valid_mount_point(const char *path);

#endif
