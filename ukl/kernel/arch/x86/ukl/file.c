// SPDX-License-Identifier: GPL-2.0-only
/*
 * read() and write() for direct calls: what vfs_read() and vfs_write() do for
 * the files that a server reads and writes all day (sockets, pipes, event
 * descriptors, devices), without the general case around it. Everything else,
 * and every error, goes the ordinary way; so does everything if a security
 * module or fanotify wants to be asked.
 */
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/fsnotify.h>
#include <linux/sched.h>
#include <linux/sched/xacct.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>
#include <linux/uio.h>

asmlinkage long __ukl_sys_read(long fd, long buf, long count);
asmlinkage long __ukl_sys_write(long fd, long buf, long count);
asmlinkage long ukl_read(unsigned int fd, char __user *buf, size_t count);
asmlinkage long ukl_write(unsigned int fd, const char __user *buf, size_t count);

#define ORDINARY_ONLY	(IS_ENABLED(CONFIG_SECURITY) || \
			 IS_ENABLED(CONFIG_FANOTIFY_ACCESS_PERMISSIONS))

/*
 * The open file of a descriptor, if nobody else can close it meanwhile and no
 * position has to be locked: as fdget_pos() returns it, without a reference.
 */
static __always_inline struct file *own_file(unsigned int fd, fmode_t needed)
{
	struct files_struct *files = current->files;
	struct file *file;

	if (ORDINARY_ONLY || unlikely(atomic_read_acquire(&files->count) != 1))
		return NULL;

	file = files_lookup_fd_raw(files, fd);
	if (unlikely(!file) ||
	    (file->f_mode & (needed | FMODE_ATOMIC_POS | FMODE_PATH)) != needed)
		return NULL;
	return file;
}

/* Neither too long nor behind the end of the address space. */
static __always_inline bool count_ok(const void __user *buf, size_t count)
{
	return likely(count <= MAX_RW_COUNT && access_ok(buf, count));
}

/* A stream has no position; in any other file it may not wrap around. */
static __always_inline bool pos_ok(struct file *file, size_t count)
{
	return file->f_mode & FMODE_STREAM ||
	       likely(file->f_pos >= 0 && (loff_t)(file->f_pos + count) >= 0);
}

/* A stream has no use for an I/O priority either. */
static __always_inline void start_iocb(struct kiocb *iocb, struct file *file)
{
	iocb->ki_filp = file;
	iocb->ki_pos = file->f_mode & FMODE_STREAM ? 0 : file->f_pos;
	iocb->ki_complete = NULL;
	iocb->private = NULL;
	iocb->ki_flags = file->f_iocb_flags;
	iocb->ki_ioprio = file->f_mode & FMODE_STREAM ? 0 : get_current_ioprio();
	iocb->ki_waitq = NULL;
}

static __always_inline void end_iocb(struct kiocb *iocb, struct file *file)
{
	if (!(file->f_mode & FMODE_STREAM))
		file->f_pos = iocb->ki_pos;
}

asmlinkage long ukl_read(unsigned int fd, char __user *buf, size_t count)
{
	struct file *file = own_file(fd, FMODE_READ | FMODE_CAN_READ);
	ssize_t ret;

	if (unlikely(!file || !count_ok(buf, count) || !pos_ok(file, count)))
		return __ukl_sys_read(fd, (long)buf, count);

	if (file->f_op->read) {
		loff_t pos = file->f_pos;
		bool stream = file->f_mode & FMODE_STREAM;

		ret = file->f_op->read(file, buf, count, stream ? NULL : &pos);
		if (ret >= 0 && !stream)
			file->f_pos = pos;
	} else {
		struct kiocb iocb;
		struct iov_iter iter;

		start_iocb(&iocb, file);
		iov_iter_ubuf(&iter, ITER_DEST, buf, count);
		ret = file->f_op->read_iter(&iocb, &iter);
		if (ret >= 0)
			end_iocb(&iocb, file);
	}

	if (ret > 0) {
		fsnotify_access(file);
		add_rchar(current, ret);
	}
	inc_syscr(current);
	return ret;
}

__UKL_SHORT(3, sys_read, ukl_read);

/* Regular files have FMODE_ATOMIC_POS, so no freeze of their file system matters here. */
asmlinkage long ukl_write(unsigned int fd, const char __user *buf, size_t count)
{
	struct file *file = own_file(fd, FMODE_WRITE | FMODE_CAN_WRITE);
	ssize_t ret;

	if (unlikely(!file || !count_ok(buf, count) || !pos_ok(file, count)))
		return __ukl_sys_write(fd, (long)buf, count);

	if (file->f_op->write) {
		loff_t pos = file->f_pos;
		bool stream = file->f_mode & FMODE_STREAM;

		ret = file->f_op->write(file, buf, count, stream ? NULL : &pos);
		if (ret >= 0 && !stream)
			file->f_pos = pos;
	} else {
		struct kiocb iocb;
		struct iov_iter iter;

		start_iocb(&iocb, file);
		iov_iter_ubuf(&iter, ITER_SOURCE, (void __user *)buf, count);
		ret = file->f_op->write_iter(&iocb, &iter);
		if (ret >= 0)
			end_iocb(&iocb, file);
	}

	if (ret > 0) {
		fsnotify_modify(file);
		add_wchar(current, ret);
	}
	inc_syscw(current);
	return ret;
}

__UKL_SHORT(3, sys_write, ukl_write);
