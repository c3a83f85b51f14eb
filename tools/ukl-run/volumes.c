// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "number.h"
#include "options.h"
#include "report.h"
#include "volumes.h"

static const char *option_of(const struct volume *volume)
{
	return volume->is_disk ? "--disk" : "--share";
}

/* Cut ":WORD" off the end if WORD looks as @fits says; WORD, or NULL. */
static const char *cut_last(char *text, bool (*fits)(const char *word))
{
	char *colon = strrchr(text, ':');

	if (!colon || !fits(colon + 1))
		return NULL;
	*colon = '\0';
	return colon + 1;
}

static bool is_ro(const char *word)
{
	return strcmp(word, "ro") == 0;
}

static bool is_digits(const char *word)
{
	return *word && !word[strspn(word, "0123456789")];
}

static bool is_path(const char *word)
{
	return *word == '/';
}

void volumes_add(struct volumes *volumes, bool is_disk, const char *text)
{
	struct volume volume = { .is_disk = is_disk };
	char *rest = xstrdup(text);
	const char *size;

	volume.read_only = cut_last(rest, is_ro);
	size = is_disk ? cut_last(rest, is_digits) : NULL;
	volume.mount = cut_last(rest, is_path);
	volume.path = rest;
	if (!*rest)
		error("%s %s: names no %s", option_of(&volume), text,
		      is_disk ? "file" : "folder");
	else if (strchr(rest, ':') && access(rest, F_OK))
		error("%s %s: no file %s, and what is behind a ':' is no /PATH%s or ro",
		      option_of(&volume), text, rest,
		      is_disk ? ", number of MB" : "");
	else if (volume.mount && !valid_mount_point(volume.mount))
		error("%s %s: %s is no place to mount at; give a path such as /data",
		      option_of(&volume), text, volume.mount);
	else if (size &&
		 !parse_number(size, DISK_MIN_MB, DISK_MAX_MB, &volume.size))
		error("%s %s: the size is a number of megabytes from %d to %d",
		      option_of(&volume), text, DISK_MIN_MB, DISK_MAX_MB);
	else if (volumes->nr == VOLUMES_MAX)
		error("%s %s: more than %d disks and folders",
		      option_of(&volume), text, VOLUMES_MAX);
	else
		volumes->volume[volumes->nr++] = volume;
}

/* "/data/" and "//data" are "/data". */
static bool is_same_place(const char *a, const char *b)
{
	while (*a == *b && *a) {
		bool slash = *a == '/';

		a += slash ? strspn(a, "/") : 1;
		b += slash ? strspn(b, "/") : 1;
	}
	return !a[strspn(a, "/")] && !b[strspn(b, "/")];
}

static bool check_mounts(const struct volumes *volumes)
{
	for (unsigned int i = 0; i < volumes->nr; i++) {
		const struct volume *volume = &volumes->volume[i];

		for (unsigned int j = 0; j < i; j++) {
			if (!is_same_place(volumes->volume[j].mount,
					   volume->mount))
				continue;
			error("%s %s: %s is taken by %s; give another path: %s %s:/PATH",
			      option_of(volume), volume->path, volume->mount,
			      volumes->volume[j].path, option_of(volume),
			      volume->path);
			return false;
		}
	}
	return true;
}

static bool is_same_file(const char *a, const char *b)
{
	struct stat first, second;

	if (strcmp(a, b) == 0)
		return true;
	return !stat(a, &first) && !stat(b, &second) &&
	       first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

/* Two file systems on one disk would destroy it, and QEMU does not start. */
static bool check_disk_alone(const struct volumes *volumes, unsigned int nr)
{
	const struct volume *disk = &volumes->volume[nr];

	if (!disk->is_disk)
		return true;
	for (unsigned int i = 0; i < nr; i++) {
		const struct volume *other = &volumes->volume[i];

		if (!other->is_disk || (other->read_only && disk->read_only) ||
		    !is_same_file(other->path, disk->path))
			continue;
		error("--disk %s: the same disk as %s; only one that is read-only in both places can be there twice",
		      disk->path, other->path);
		return false;
	}
	return true;
}

bool volumes_complete(struct volumes *volumes, const char *mount,
		      unsigned int size)
{
	bool first = true;

	for (unsigned int i = 0; i < volumes->nr; i++) {
		struct volume *volume = &volumes->volume[i];

		volume->name = xasprintf("%s%u",
					 volume->is_disk ? "disk" : "share", i);
		if (volume->is_disk && first) {
			first = false;
			if (!volume->size)
				volume->size = size;
			if (!volume->mount)
				volume->mount = mount;
		}
		if (!volume->mount)
			volume->mount = volume->is_disk ? "/data" : "/share";
		if (!check_disk_alone(volumes, i))
			return false;
	}
	return check_mounts(volumes);
}

static bool share_prepare(const struct volume *share)
{
	struct stat st;

	if (stat(share->path, &st)) {
		error("--share %s: %s", share->path, strerror(errno));
		return false;
	}
	if (!S_ISDIR(st.st_mode)) {
		error("--share %s: not a folder; give a folder, or use --disk for a file with a file system",
		      share->path);
		return false;
	}
	if (access(share->path, R_OK | X_OK)) {
		error("--share %s: %s", share->path, strerror(errno));
		return false;
	}
	if (!share->read_only && access(share->path, W_OK)) {
		error("--share %s: %s; to read only: --share %s:%s:ro",
		      share->path, strerror(errno), share->path, share->mount);
		return false;
	}
	return true;
}

bool volumes_prepare(struct volumes *volumes)
{
	bool good = true;

	for (unsigned int i = 0; i < volumes->nr; i++) {
		const struct volume *volume = &volumes->volume[i];

		/* Again: two names of one file that was made just now. */
		good &= volume->is_disk ? disk_prepare(volume) &&
						  check_disk_alone(volumes, i) :
					  share_prepare(volume);
	}
	return good;
}

bool volumes_are_written(const struct volumes *volumes)
{
	for (unsigned int i = 0; i < volumes->nr; i++)
		if (!volumes->volume[i].read_only)
			return true;
	return false;
}
