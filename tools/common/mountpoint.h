/* SPDX-License-Identifier: GPL-2.0-only */
/* Disks of guests, as ukl-link writes them into an image and ukl-run takes them. */
#ifndef UKL_MOUNTPOINT_H
#define UKL_MOUNTPOINT_H

#include <stdbool.h>

enum {
	MOUNT_MAX_LENGTH = 255,
	/* ext4 with a journal needs some room; 16 TB is what it may have with blocks of 4 KB. */
	DISK_MIN_MB = 8,
	DISK_MAX_MB = 16 * 1024 * 1024,
};

/* A full path that process 1 can mount at. */
bool valid_mount_point(const char *path);

#endif
