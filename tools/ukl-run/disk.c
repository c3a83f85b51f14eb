// SPDX-License-Identifier: GPL-2.0-only
/* The file behind a disk: raw, with an ext4 file system on all of it. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "find.h"
#include "report.h"
#include "spawn.h"
#include "volumes.h"

enum {
	/* Where the superblock has its mark (Documentation/filesystems/ext4/super.rst). */
	EXT4_MAGIC_AT = 1024 + 0x38,
	EXT4_MAGIC = 0xef53,
	/*
	 * QEMU marks an image in use by locks on these bytes (block/file-posix.c): from 100 on what
	 * it does, from 200 on what it forbids; the second of each group is writing.
	 */
	LOCKS_AT = 100,
	LOCKS_SIZE = 200,
	LOCK_OF_WRITER = 101,
};

static bool complain(const struct volume *disk, const char *what)
{
	error("--disk %s: %s", disk->path, what);
	return false;
}

static bool check_lock(const struct volume *disk, int fd)
{
	struct flock lock = {
		.l_type = F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = disk->read_only ? LOCK_OF_WRITER : LOCKS_AT,
		.l_len = disk->read_only ? 1 : LOCKS_SIZE,
	};

	/* Where there are no locks, QEMU finds that out for itself. */
	if (fcntl(fd, F_OFD_GETLK, &lock) || lock.l_type == F_UNLCK)
		return true;
	return complain(
		disk,
		"in use by another guest; end that one, or give each its own disk");
}

static bool check_contents(const struct volume *disk, int fd)
{
	unsigned char start[EXT4_MAGIC_AT + 2] = "";
	ssize_t got = pread(fd, start, sizeof(start), 0);

	if (got < 0)
		return complain(disk, strerror(errno));
	if (got == sizeof(start) &&
	    start[EXT4_MAGIC_AT] == (EXT4_MAGIC & 0xff) &&
	    start[EXT4_MAGIC_AT + 1] == EXT4_MAGIC >> 8)
		return true;
	if (memcmp(start, "QFI\xfb", 4) == 0)
		return complain(
			disk,
			"a qcow2 image; convert it with: qemu-img convert -O raw");
	return complain(
		disk,
		"no ext4 file system in it; if nothing in it is needed, make one with: mkfs.ext4");
}

static bool check_disk(const struct volume *disk)
{
	int fd, flags = disk->read_only ? O_RDONLY : O_RDWR;
	struct stat st;
	bool good;

	if (stat(disk->path, &st))
		return complain(disk, strerror(errno));
	if (S_ISDIR(st.st_mode))
		return complain(
			disk,
			"a folder; give a file, or use --share for a folder");
	if (!S_ISREG(st.st_mode) && !S_ISBLK(st.st_mode))
		return complain(disk, "neither a file nor a disk");
	/* O_EXCL: not a disk that this system has mounted. */
	if (S_ISBLK(st.st_mode))
		flags |= O_EXCL;
	fd = open(disk->path, flags | O_CLOEXEC);
	if (fd < 0 && !disk->read_only && (errno == EACCES || errno == EROFS)) {
		error("--disk %s: %s; to read only: --disk %s:%s:ro",
		      disk->path, strerror(errno), disk->path, disk->mount);
		return false;
	}
	if (fd < 0)
		return complain(disk, strerror(errno));
	good = check_lock(disk, fd) && check_contents(disk, fd);
	close(fd);
	return good;
}

static bool make_file_system(const struct volume *disk, const char *file)
{
	const char *path = getenv("PATH");
	char *places = xasprintf("%s:/usr/sbin:/sbin", path ? path : "");
	char *mkfs = find_program("mkfs.ext4", places), *text = NULL;
	struct spawn_options opts = { .capture_err = 1 };
	struct strv argv = { 0 };
	int status;

	if (!mkfs)
		return complain(
			disk,
			"mkfs.ext4 is not installed; install it with: apt-get install e2fsprogs");
	strv_add(&argv, mkfs);
	strv_add(&argv, "-q");
	strv_add(&argv, "-F");
	strv_add(&argv, "--");
	strv_add(&argv, file);
	status = spawn(&argv, &opts, NULL, &text);
	if (status)
		error("--disk %s: mkfs.ext4 failed with status %d: %.*s",
		      disk->path, status, text ? (int)strcspn(text, "\n") : 0,
		      text ? text : "");
	free(text);
	free(places);
	return status == 0;
}

/* -1 with EEXIST if there is something of that name: it is never replaced. */
static int give_name(const char *temp, const char *path)
{
	if (!renameat2(AT_FDCWD, temp, AT_FDCWD, path, RENAME_NOREPLACE))
		return 0;
	/* NFS cannot do that; FAT, which can, has no links. */
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	if (link(temp, path))
		return -1;
	unlink(temp);
	return 0;
}

/* What another run has made in the meantime is taken in place of @temp. */
static bool publish_disk(const struct volume *disk, const char *temp)
{
	if (!give_name(temp, disk->path)) {
		/* Never silently: a misspelt name would look like lost data. */
		fprintf(stderr, "ukl-run: made %s: ext4, %u MB\n", disk->path,
			disk->size);
		return true;
	}
	if (errno != EEXIST)
		return complain(disk, strerror(errno));
	unlink(temp);
	return check_disk(disk);
}

/* Under another name until it is complete. */
static bool make_disk(const struct volume *disk)
{
	char *temp = xasprintf("%s.XXXXXX", disk->path);
	mode_t mask = umask(0);
	int fd = mkostemp(temp, O_CLOEXEC);
	bool good;

	umask(mask);
	if (fd < 0)
		return complain(disk, strerror(errno));
	good = !ftruncate(fd, (off_t)disk->size << 20) &&
	       !fchmod(fd, 0666 & ~mask);
	if (!good && errno == EFBIG)
		error("--disk %s: %u MB is more than 'ulimit -f' or the file system allows",
		      disk->path, disk->size);
	else if (!good)
		complain(disk, strerror(errno));
	close(fd);
	good = good && make_file_system(disk, temp);
	good = good && publish_disk(disk, temp);
	if (!good)
		unlink(temp);
	free(temp);
	return good;
}

static bool make_disk_undisturbed(const struct volume *disk)
{
	sigset_t set, before;
	bool good;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, &before);
	good = make_disk(disk);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return good;
}

bool disk_prepare(const struct volume *disk)
{
	struct stat st;

	if (access(disk->path, F_OK) == 0 || errno != ENOENT)
		return check_disk(disk);
	if (!lstat(disk->path, &st))
		return complain(
			disk,
			"a symbolic link to a file that is not there; give the file's own name for a new disk");
	if (disk->read_only || !disk->size) {
		error("--disk %s: %s; to make one of 64 MB: --disk %s:%s:64",
		      disk->path, strerror(ENOENT), disk->path, disk->mount);
		return false;
	}
	return make_disk_undisturbed(disk);
}
