// SPDX-License-Identifier: GPL-2.0-only
/*
 * Disks and folders of the host. ukl-run names each on the kernel command line:
 *
 *   ukl.mount=ext4:MODE:NAME:PATH   the disk with the serial number NAME
 *   ukl.mount=9p:MODE:NAME:PATH     the folder with the mount tag NAME
 *
 * MODE is rw or ro. What was asked for and cannot be had is a failure: a program
 * that writes where the disk should be would lose its data.
 */
#include "init.h"
#include "syscalls.h"

#include <linux/mount.h>

/* How long killed processes get to leave a file system, in steps of 10 ms. */
#define UMOUNT_STEPS 300

#define DISK_NAMES "abcdefghijklmnopqrstuvwxyz"

static const struct strings *volumes;
static int mounted;

/* The device node of the disk with this serial number: names go by the order of discovery. */
static const char *find_disk(const char *serial)
{
	static char node[] = "/dev/vd?";
	char file[] = "/sys/block/vd?/serial", found[32];
	const char *letter;

	for (letter = DISK_NAMES; *letter; letter++) {
		file[sizeof("/sys/block/vd") - 1] = *letter;
		if (read_file(file, found, sizeof(found)) < 0 ||
		    strcmp(found, serial) != 0)
			continue;
		node[sizeof("/dev/vd") - 1] = *letter;
		return node;
	}
	return NULL;
}

/* As mkdir -p does; errors show when something is mounted there. */
static void make_path(char *path)
{
	char *slash = path;

	while ((slash = strchr(slash + 1, '/'))) {
		*slash = '\0';
		mkdir(path, 0755);
		*slash = '/';
	}
	mkdir(path, 0755);
}

/* What a kernel of a small profile lacks has an option's name. */
static const char *lacking(int is_disk, int error)
{
	if (error != ENODEV)
		return NULL;
	return is_disk ? "CONFIG_EXT4_FS" :
			 "CONFIG_9P_FS and CONFIG_NET_9P_VIRTIO";
}

static int mount_disk(const char *name, const char *path, int flags)
{
	const char *node = find_disk(name);

	if (!node) {
		complain(
			"this kernel shows no disk (it needs CONFIG_VIRTIO_BLK) for",
			path, 0);
		return 0;
	}
	return mount(node, path, "ext4", flags, NULL) == 0 ? 1 : -errno;
}

static int mount_share(const char *name, const char *path, int flags)
{
	/* cache=mmap: the host sees each write, and files can be mapped. */
	return mount(name, path, "9p", flags,
		     "trans=virtio,version=9p2000.L,msize=262144,cache=mmap") ==
			       0 ?
		       1 :
		       -errno;
}

/* The text keeps its PATH for unmount_volumes() at its start. */
static int mount_one(struct strings *list, int i)
{
	char *type = list->item[i], *mode = cut(type), *name = cut(mode);
	char *path = cut(name);
	int is_disk = strcmp(type, "ext4") == 0;
	int flags = MS_NOSUID | MS_NODEV | (strcmp(mode, "ro") ? 0 : MS_RDONLY);
	const char *option;
	int result;

	list->item[i] = path;
	make_path(path);
	result = is_disk ? mount_disk(name, path, flags) :
			   mount_share(name, path, flags);
	if (result >= 0)
		return result;
	option = lacking(is_disk, -result);
	complain(option ? "this kernel was built without" : "cannot mount",
		 option ? option : path, option ? 0 : -result);
	if (is_disk && result == -EROFS)
		complain("it was not shut down: give it once without :ro", NULL,
			 0);
	return 0;
}

int mount_volumes(struct strings *list)
{
	volumes = list;
	for (mounted = 0; mounted < list->count; mounted++)
		if (!mount_one(list, mounted))
			return -1;
	return 0;
}

/* A file system that is still in use is at least made to agree with its disk. */
static void unmount_one(const char *path)
{
	const struct timespec step = { .tv_nsec = 10 * 1000 * 1000 };
	const kernel_sigset child = (kernel_sigset)1 << (SIGCHLD - 1);
	int i;

	for (i = 0; i < UMOUNT_STEPS; i++) {
		if (umount2(path, 0) == 0)
			return;
		if (errno != EBUSY)
			break;
		sys_sigwait(&child, &step);
	}
	complain("cannot unmount", path, errno);
	mount(NULL, path, NULL, MS_REMOUNT | MS_RDONLY, NULL);
}

void unmount_volumes(void)
{
	while (mounted > 0)
		unmount_one(volumes->item[--mounted]);
}
