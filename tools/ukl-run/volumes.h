/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Disks (--disk) and folders of the host (--share) for the guest. They come from the command line
 * only: an image may say where it wants a disk and how large, but names no file.
 */
#ifndef UKL_RUN_VOLUMES_H
#define UKL_RUN_VOLUMES_H

#include <stdbool.h>

#include "mem.h"
#include "mountpoint.h"

enum {
	/* microvm has 8 slots for virtio devices: network and random numbers take two. */
	VOLUMES_MAX = 6,
};

struct volume {
	bool is_disk; /* or a folder */
	bool read_only;
	const char *path; /* of the host */
	const char *mount; /* path in the guest; NULL: not said */
	unsigned int size; /* MB, of a disk that is to be made; 0: not said */
	char *name; /* by which the guest finds it: disk0, share1 */
};

struct volumes {
	struct volume volume[VOLUMES_MAX];
	unsigned int nr;
};

/* Take FILE[:/PATH][:MB][:ro] or DIR[:/PATH][:ro]; reports what is wrong with it. */
void volumes_add(struct volumes *volumes, bool is_disk, const char *text);

/* Names and mount points; @mount and @size are the image's for its first disk. False after reports. */
bool volumes_complete(struct volumes *volumes, const char *mount,
		      unsigned int size);

/* See that all of them can be used before the guest is booted; make disks. False after reports. */
bool volumes_prepare(struct volumes *volumes);

/* Would something be lost if the guest ended without a warning? */
bool volumes_are_written(const struct volumes *volumes);

/* disk.c: the same for one disk. */
bool disk_prepare(const struct volume *volume);

#endif
