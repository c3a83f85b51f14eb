// SPDX-License-Identifier: GPL-2.0-only
/* The kernel's file systems and the usual links in /dev. */
#include "init.h"
#include "nolibc.h"

#include <linux/mount.h>

struct mount_point {
	const char *target;
	const char *type;
	unsigned long flags;
	const char *data;
	/* Only if the image has nothing there, or it would be hidden. */
	int if_empty;
};

static const struct mount_point mount_points[] = {
	{ "/dev", "devtmpfs", MS_NOSUID, "mode=0755", 0 },
	{ "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC,
	  "gid=5,mode=620,ptmxmode=666", 0 },
	{ "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777", 0 },
	{ "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL, 0 },
	{ "/sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL, 0 },
	{ "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755", 1 },
	{ "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777", 1 },
	/* The linked programs, served by the kernel from its own image. */
	{ "/ukl", "ukl", MS_NODEV | MS_RDONLY, NULL, 0 },
};

static const char *const device_links[][2] = {
	{ "/proc/self/fd", "/dev/fd" },
	{ "/proc/self/fd/0", "/dev/stdin" },
	{ "/proc/self/fd/1", "/dev/stdout" },
	{ "/proc/self/fd/2", "/dev/stderr" },
};

static int ukl_mounted;

static int is_empty(const char *path)
{
	char buffer[1024];
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int got, empty = 1;

	if (fd < 0)
		return 1;
	/* "." and ".." fit in the first answer, with anything else there is. */
	got = getdents64(fd, (void *)buffer, sizeof(buffer));
	for (int at = 0; at < got;) {
		struct linux_dirent64 *entry = (void *)(buffer + at);

		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			empty = 0;
		at += entry->d_reclen;
	}
	close(fd);
	return empty;
}

/* With no linked programs, the image's own may be below. */
static void keep_ukl(const char *target)
{
	ukl_mounted = 1;
	if (is_empty(target))
		umount2(target, 0);
}

void mount_all(void)
{
	unsigned int i;

	for (i = 0; i < sizeof(mount_points) / sizeof(*mount_points); i++) {
		const struct mount_point *point = &mount_points[i];

		mkdir(point->target, 0755);
		if (point->if_empty && !is_empty(point->target))
			continue;
		if (mount(point->type, point->target, point->type, point->flags,
			  point->data) == 0) {
			if (strcmp(point->type, "ukl") == 0)
				keep_ukl(point->target);
		} else if (errno != ENODEV && errno != EBUSY) {
			/* ENODEV: this kernel was built without it. */
			complain("cannot mount", point->target, errno);
		}
	}
	for (i = 0; i < sizeof(device_links) / sizeof(*device_links); i++)
		symlink(device_links[i][0], device_links[i][1]);
}

int have_ukl_programs(void)
{
	return ukl_mounted;
}
