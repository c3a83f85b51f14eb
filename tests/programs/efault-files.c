// SPDX-License-Identifier: GPL-2.0-only
/* Bad pointers in calls on files and their names. */
#include "call-efault.h"
#include <linux/openat2.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/vfs.h>
#include <utime.h>

#define HERE AT_FDCWD
#define NOWHERE "/nowhere/file"

static char folder[] = "/tmp/efault.XXXXXX", file[64], other[64];
static int fd, dirfd, copy;
static loff_t offset;

static void rewind_folder(void)
{
	MUST(lseek(dirfd, 0, SEEK_SET));
}

static void rewind_files(void)
{
	offset = 0;
	MUST(lseek(fd, 0, SEEK_SET));
	MUST(lseek(copy, 0, SEEK_SET));
}

static void names(void)
{
	struct open_how how = { .flags = O_RDONLY };
	struct stat status;
	char buffer[512];

	after = bad_close;
	named_result = "descriptor";
	BAD(IN, 0, SYS_open, NULL, O_RDONLY);
	BAD(IN, 0, SYS_open, NULL, O_RDWR | O_CREAT, 0600);
	BAD(IN, 1, SYS_openat, HERE, NULL, O_RDONLY);
	BAD(IN, 0, SYS_creat, NULL, 0600);
	BAD(IN, 1, SYS_openat2, HERE, NULL, &how, sizeof(how));
	BAD(IN, 2, SYS_openat2, HERE, file, NULL, sizeof(how));
	BAD(IN, 0, SYS_memfd_create, NULL, 0);
	after = NULL;
	named_result = NULL;

	BAD(IN, 0, SYS_stat, NULL, &status);
	BAD(OUT, 1, SYS_stat, file, NULL);
	BAD(IN, 0, SYS_lstat, NULL, &status);
	BAD(OUT, 1, SYS_lstat, file, NULL);
	BAD(OUT, 1, SYS_fstat, fd, NULL);
	BAD(IN, 1, SYS_newfstatat, HERE, NULL, &status, 0);
	BAD(OUT, 2, SYS_newfstatat, HERE, file, NULL, 0);
	BAD(IN, 1, SYS_statx, HERE, NULL, 0, STATX_BASIC_STATS, buffer);
	BAD(OUT, 4, SYS_statx, HERE, file, 0, STATX_BASIC_STATS, NULL);
	BAD(IN, 0, SYS_statfs, NULL, buffer);
	BAD(OUT, 1, SYS_statfs, file, NULL);
	BAD(OUT, 1, SYS_fstatfs, fd, NULL);
	BAD(IN, 0, SYS_access, NULL, R_OK);
	BAD(IN, 1, SYS_faccessat, HERE, NULL, R_OK);
	BAD(IN, 1, SYS_faccessat2, HERE, NULL, R_OK, 0);

	BAD(IN, 0, SYS_mkdir, NULL, 0700);
	BAD(IN, 1, SYS_mkdirat, HERE, NULL, 0700);
	BAD(IN, 0, SYS_rmdir, NULL);
	BAD(IN, 0, SYS_mknod, NULL, S_IFIFO | 0600, 0);
	BAD(IN, 1, SYS_mknodat, HERE, NULL, S_IFIFO | 0600, 0);
	BAD(IN, 0, SYS_rename, NULL, NOWHERE);
	BAD(IN, 1, SYS_rename, file, NULL);
	BAD(IN, 3, SYS_renameat, HERE, file, HERE, NULL);
	BAD(IN, 1, SYS_renameat2, HERE, NULL, HERE, NOWHERE, 0);
	BAD(IN, 3, SYS_renameat2, HERE, file, HERE, NULL, 0);
	BAD(IN, 0, SYS_link, NULL, NOWHERE);
	BAD(IN, 1, SYS_link, file, NULL);
	BAD(IN, 3, SYS_linkat, HERE, file, HERE, NULL, 0);
	BAD(IN, 0, SYS_symlink, NULL, NOWHERE);
	BAD(IN, 1, SYS_symlink, "to", NULL);
	BAD(IN, 2, SYS_symlinkat, "to", HERE, NULL);
	BAD(IN, 0, SYS_unlink, NULL);
	BAD(IN, 1, SYS_unlinkat, HERE, NULL, 0);
	BAD(IN, 0, SYS_readlink, NULL, buffer, 64);
	BAD(OUT, 1, SYS_readlink, other, NULL, 64);
	BAD(OUT, 2, SYS_readlinkat, HERE, other, NULL, 64);
	BAD(IN, 0, SYS_chdir, NULL);
	BAD(IN, 0, SYS_chroot, NULL);
	BAD(OUT, 0, SYS_getcwd, NULL, 200);
	BAD(IN, 0, SYS_chmod, NULL, 0600);
	BAD(IN, 1, SYS_fchmodat, HERE, NULL, 0600);
	BAD(IN, 0, SYS_chown, NULL, 0, 0);
	BAD(IN, 1, SYS_fchownat, HERE, NULL, 0, 0, 0);
	BAD(IN, 0, SYS_truncate, NULL, 0);
	BAD(IN, 0, SYS_utime, NULL, NULL);
	BAD(IN, 1, SYS_utime, file, NULL);
	BAD(IN, 1, SYS_utimes, file, NULL);
	BAD(IN, 2, SYS_futimesat, HERE, file, NULL);
	BAD(IN, 1, SYS_utimensat, HERE, NULL, NULL, 0);
	BAD(IN, 2, SYS_utimensat, HERE, file, NULL, 0);

	BAD(IN, 0, SYS_setxattr, NULL, "user.a", "b", 1, 0);
	BAD(IN, 1, SYS_setxattr, file, NULL, "b", 1, 0);
	BAD(IN, 2, SYS_setxattr, file, "user.a", NULL, 5, 0);
	BAD(IN, 1, SYS_getxattr, file, NULL, buffer, 8);
	BAD(OUT, 2, SYS_getxattr, file, "user.a", NULL, 8);
	BAD(OUT, 1, SYS_listxattr, file, NULL, 8);
	BAD(IN, 1, SYS_removexattr, file, NULL);

	BAD(IN, 0, SYS_mount, NULL, NOWHERE, "tmpfs", 0, NULL);
	BAD(IN, 1, SYS_mount, "none", NULL, "tmpfs", 0, NULL);
	BAD(IN, 2, SYS_mount, "none", NOWHERE, NULL, 0, NULL);
	BAD(IN, 0, SYS_umount2, NULL, 0);
	BAD(IN, 0, SYS_swapoff, NULL);
	MUST(stat(file, &status));
	BAD(OUT, 1, SYS_ustat, status.st_dev, NULL);
	BAD(IN, 1, SYS_name_to_handle_at, HERE, NULL, buffer, buffer, 0);
	BAD(INOUT, 2, SYS_name_to_handle_at, HERE, file, NULL, buffer, 0);
}

static void contents(void)
{
	struct iovec vector = { NULL, 16 };
	int own_inotify = (int)MUST(inotify_init1(IN_NONBLOCK));
	int zero = (int)MUST(open("/dev/zero", O_RDWR));
	int null = (int)MUST(open("/dev/null", O_RDWR));

	copy = (int)MUST(open(other, O_RDWR | O_CREAT, 0600));

	BAD(OUT, 1, SYS_read, zero, NULL, 16);
	BAD(INOUT, 1, SYS_read, null, NULL, 16);
	BAD(OUT, 1, SYS_pread64, fd, NULL, 16, 0);
	BAD(IN, 1, SYS_write, null, NULL, 16);
	BAD(IN, 1, SYS_pwrite64, fd, NULL, 16, 0);
	MUST(ftruncate(fd, 0));
	MUST(pwrite(fd, "contents", 8, 0));
	BAD(IN, 1, SYS_readv, zero, NULL, 1);
	BAD(IN, 1, SYS_writev, null, NULL, 1);
	BAD(IN, 1, SYS_preadv, fd, NULL, 1, 0, 0);
	BAD(IN, 1, SYS_pwritev2, fd, NULL, 1, 0, 0, 0);
	slot = &vector.iov_base;
	BAD(OUT, -1, SYS_readv, zero, &vector, 1);
	BAD(OUT, -1, SYS_preadv, fd, &vector, 1, 0, 0);
	BAD(IN, -1, SYS_pwritev, copy, &vector, 1, 0, 0);
	BAD(INOUT, 2, SYS_sendfile, null, fd, NULL, 4);
	before = rewind_files;
	BAD(INOUT, 1, SYS_copy_file_range, fd, NULL, copy, &offset, 4, 0);
	BAD(INOUT, 3, SYS_copy_file_range, fd, &offset, copy, NULL, 4, 0);
	before = rewind_folder;
	BAD(OUT, 1, SYS_getdents, dirfd, NULL, 200);
	BAD(OUT, 1, SYS_getdents64, dirfd, NULL, 200);
	before = NULL;
	BAD(IN, 1, SYS_inotify_add_watch, own_inotify, NULL, IN_CREATE);
	BAD(INOUT, 2, SYS_fcntl, fd, F_GETLK, NULL);
	BAD(IN, 2, SYS_fcntl, fd, F_SETLK, NULL);
	BAD(OUT, 2, SYS_fcntl, fd, F_GETOWN_EX, NULL);
	BAD(OUT, 2, SYS_ioctl, fd, FIONREAD, NULL);
	BAD(IN, 2, SYS_ioctl, fd, FIONBIO, NULL);
	BAD(OUT, 2, SYS_ioctl, null, TCGETS, NULL);
}

int main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	begin(30);
	bad_prepare();
	MUST((long)mkdtemp(folder));
	snprintf(file, sizeof(file), "%s/file", folder);
	snprintf(other, sizeof(other), "%s/other", folder);
	fd = (int)MUST(open(file, O_RDWR | O_CREAT, 0600));
	dirfd = (int)MUST(open(folder, O_RDONLY | O_DIRECTORY));
	MUST(write(fd, "contents", 8));
	MUST(chdir(folder));
	MUST(symlink("file", other));
	names();
	MUST(unlink(other));
	contents();
	MUST(chdir("/"));
	MUST(unlink(other));
	MUST(unlink(file));
	printf("left in the folder: %s\n", outcome(rmdir(folder)));
	return finish();
}
