// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shortcuts of system calls with a path: stat() and open() for reading, of what
 * fs/ukl_walk.c finds without having to ask.
 */
#include <linux/cred.h>
#include <linux/dcache.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kdev_t.h>
#include <linux/path.h>
#include <linux/stat.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>
#include <linux/ukl.h>

/* Longer ones are allocated, the ordinary way. */
#define PATH_ON_STACK	256	/* bytes */

asmlinkage long __ukl_sys_newfstatat(long dfd, long filename, long statbuf, long flag);
asmlinkage long ukl_shortcut_newfstatat(int dfd, const char __user *filename,
					struct stat __user *statbuf, int flag);
asmlinkage long __ukl_sys_openat(long dfd, long filename, long flags, long mode);
asmlinkage long ukl_shortcut_openat(int dfd, const char __user *filename, int flags,
				    umode_t mode);

/* Fails also where @dfd matters. */
static __always_inline bool get_path(char *name, int dfd, const char __user *filename)
{
	long len = strncpy_from_user(name, filename, PATH_ON_STACK);

	return likely(len > 0 && len < PATH_ON_STACK &&
		      (dfd == AT_FDCWD || name[0] == '/'));
}

/* As cp_new_stat(), straight to where it shall be. */
static __always_inline int put_stat(struct stat __user *to, const struct kstat *stat)
{
	uid_t uid = from_kuid_munged(current_user_ns(), stat->uid);
	gid_t gid = from_kgid_munged(current_user_ns(), stat->gid);
	unsigned int i;

	if (!user_write_access_begin(to, sizeof(*to)))
		return -EFAULT;
	unsafe_put_user(new_encode_dev(stat->dev), &to->st_dev, fault);
	unsafe_put_user(stat->ino, &to->st_ino, fault);
	unsafe_put_user(stat->nlink, &to->st_nlink, fault);
	unsafe_put_user(stat->mode, &to->st_mode, fault);
	unsafe_put_user(uid, &to->st_uid, fault);
	unsafe_put_user(gid, &to->st_gid, fault);
	unsafe_put_user(0, &to->__pad0, fault);
	unsafe_put_user(new_encode_dev(stat->rdev), &to->st_rdev, fault);
	unsafe_put_user(stat->size, &to->st_size, fault);
	unsafe_put_user(stat->blksize, &to->st_blksize, fault);
	unsafe_put_user(stat->blocks, &to->st_blocks, fault);
	unsafe_put_user(stat->atime.tv_sec, &to->st_atime, fault);
	unsafe_put_user(stat->atime.tv_nsec, &to->st_atime_nsec, fault);
	unsafe_put_user(stat->mtime.tv_sec, &to->st_mtime, fault);
	unsafe_put_user(stat->mtime.tv_nsec, &to->st_mtime_nsec, fault);
	unsafe_put_user(stat->ctime.tv_sec, &to->st_ctime, fault);
	unsafe_put_user(stat->ctime.tv_nsec, &to->st_ctime_nsec, fault);
	for (i = 0; i < ARRAY_SIZE(to->__unused); i++)
		unsafe_put_user(0, &to->__unused[i], fault);
	user_write_access_end();
	return 0;
fault:
	user_write_access_end();
	return -EFAULT;
}

asmlinkage long ukl_shortcut_newfstatat(int dfd, const char __user *filename,
					struct stat __user *statbuf, int flag)
{
	char name[PATH_ON_STACK];
	struct kstat stat;
	struct path path;
	int error;

	if (unlikely(flag & ~(AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT)) ||
	    !get_path(name, dfd, filename) || !ukl_walk(name, &path))
		goto ordinary;

	error = vfs_getattr(&path, &stat, STATX_BASIC_STATS, flag | AT_NO_AUTOMOUNT);
	path_put(&path);
	if (unlikely(error || S_ISBLK(stat.mode)))
		goto ordinary;
	return put_stat(statbuf, &stat);

ordinary:
	return __ukl_sys_newfstatat(dfd, (long)filename, (long)statbuf, flag);
}

__UKL_SHORTCUT(4, sys_newfstatat, ukl_shortcut_newfstatat);

asmlinkage long ukl_shortcut_openat(int dfd, const char __user *filename, int flags,
				    umode_t mode)
{
	char name[PATH_ON_STACK];
	struct file *file;
	int fd;

	if (flags & ~(O_NONBLOCK | O_CLOEXEC | O_LARGEFILE | O_NOCTTY | O_NOFOLLOW) ||
	    !get_path(name, dfd, filename))
		goto ordinary;

	/* In the order of do_sys_openat2(). */
	fd = get_unused_fd_flags(flags);
	if (unlikely(fd < 0))
		goto ordinary;
	file = ukl_open(name, (flags & ~O_CLOEXEC) | O_LARGEFILE);
	if (likely(file)) {
		fd_install(fd, file);
		return fd;
	}
	put_unused_fd(fd);

ordinary:
	return __ukl_sys_openat(dfd, (long)filename, flags, mode);
}

__UKL_SHORTCUT(4, sys_openat, ukl_shortcut_openat);
