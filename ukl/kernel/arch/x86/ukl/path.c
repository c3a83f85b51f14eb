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
#include <linux/hash.h>
#include <linux/kdev_t.h>
#include <linux/stat.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>
#include <linux/ukl.h>
#include <asm/word-at-a-time.h>

asmlinkage long __ukl_sys_newfstatat(long dfd, long filename, long statbuf, long flag);
asmlinkage long ukl_shortcut_newfstatat(int dfd, const char __user *filename,
					struct stat __user *statbuf, int flag);
asmlinkage long __ukl_sys_openat(long dfd, long filename, long flags, long mode);
asmlinkage long ukl_shortcut_openat(int dfd, const char __user *filename, int flags,
				    umode_t mode);

/*
 * Copy the path word by word. Fails also where @dfd matters, where the path is
 * long, or near the end of what is mapped, where a whole word cannot be read.
 */
static __always_inline bool get_name(struct ukl_name *name, int dfd,
				     const char __user *filename)
{
	const struct word_at_a_time constants = WORD_AT_A_TIME_CONSTANTS;
	unsigned long word, zeros, hash = 0;
	unsigned long *to = name->words; /* a pointer: UBSAN would check an index */

	if (!user_read_access_begin(filename, sizeof(name->words)))
		return false;
	for (; to < name->words + ARRAY_SIZE(name->words); to++) {
		unsafe_get_user(word, (unsigned long __user *)filename, fault);
		if (has_zero(word, &zeros, &constants)) {
			zeros = prep_zero_mask(word, zeros, &constants);
			word &= zero_bytemask(create_zero_mask(zeros));
			user_read_access_end();
			*to = word;
			name->nr_words = to - name->words + 1;
			name->hash = hash ^ word;
			return (name->words[0] & 0xff) &&
			       (dfd == AT_FDCWD || (name->words[0] & 0xff) == '/');
		}
		*to = word;
		hash = (hash ^ word) * GOLDEN_RATIO_64;
		filename += sizeof(word);
	}
fault:
	user_read_access_end();
	return false;
}

/* As cp_new_stat(), straight to where it shall be. */
static __always_inline int put_stat(struct stat __user *to, const struct kstat *stat)
{
	uid_t uid = from_kuid_munged(current_user_ns(), stat->uid);
	gid_t gid = from_kgid_munged(current_user_ns(), stat->gid);

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
	BUILD_BUG_ON(ARRAY_SIZE(to->__unused) != 3);
	unsafe_put_user(0, &to->__unused[0], fault);
	unsafe_put_user(0, &to->__unused[1], fault);
	unsafe_put_user(0, &to->__unused[2], fault);
	user_write_access_end();
	return 0;
fault:
	user_write_access_end();
	return -EFAULT;
}

asmlinkage long ukl_shortcut_newfstatat(int dfd, const char __user *filename,
					struct stat __user *statbuf, int flag)
{
	struct ukl_name name __ukl_uninitialized;
	struct kstat stat __ukl_uninitialized;

	/* The C library's fstat() */
	if (flag == AT_EMPTY_PATH && vfs_empty_path(dfd, filename)) {
		int error = vfs_fstat(dfd, &stat);

		return error ?: put_stat(statbuf, &stat);
	}

	if (unlikely(flag & ~(AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT)) ||
	    !get_name(&name, dfd, filename) ||
	    !ukl_stat(&name, &stat, flag | AT_NO_AUTOMOUNT))
		goto ordinary;
	return put_stat(statbuf, &stat);

ordinary:
	return __ukl_sys_newfstatat(dfd, (long)filename, (long)statbuf, flag);
}

__UKL_SHORTCUT(4, sys_newfstatat, ukl_shortcut_newfstatat);

asmlinkage long ukl_shortcut_openat(int dfd, const char __user *filename, int flags,
				    umode_t mode)
{
	struct ukl_name name __ukl_uninitialized;
	struct file *file;
	int fd;

	if (flags & ~(O_NONBLOCK | O_CLOEXEC | O_LARGEFILE | O_NOCTTY | O_NOFOLLOW) ||
	    !get_name(&name, dfd, filename))
		goto ordinary;

	/* In the order of do_sys_openat2(). */
	fd = get_unused_fd_flags(flags);
	if (unlikely(fd < 0))
		goto ordinary;
	file = ukl_open(&name, (flags & ~O_CLOEXEC) | O_LARGEFILE);
	if (likely(file)) {
		fd_install(fd, file);
		return fd;
	}
	put_unused_fd(fd);

ordinary:
	return __ukl_sys_openat(dfd, (long)filename, flags, mode);
}

__UKL_SHORTCUT(4, sys_openat, ukl_shortcut_openat);
