// SPDX-License-Identifier: GPL-2.0-only
/*
 * read() and write() for direct calls: what vfs_read() and vfs_write() do for
 * the files that a server reads and writes all day (sockets, pipes, event
 * descriptors, devices), without the general case around it. Everything else,
 * and every error, goes the ordinary way; so does everything if a security
 * module or fanotify wants to be asked.
 *
 * As shortcuts they and readv() and writev() also go to TCP directly.
 */
#include <linux/fs.h>
#include <linux/fsnotify.h>
#include <linux/sched/xacct.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>
#include <linux/ukl.h>
#include "tcp.h"

#define ORDINARY_ONLY	(IS_ENABLED(CONFIG_SECURITY) || \
			 IS_ENABLED(CONFIG_FANOTIFY_ACCESS_PERMISSIONS))

asmlinkage long ukl_read(unsigned int fd, char __user *buf, size_t count);
asmlinkage long ukl_write(unsigned int fd, const char __user *buf, size_t count);
asmlinkage long ukl_shortcut_read(unsigned int fd, char __user *buf, size_t count);
asmlinkage long ukl_shortcut_write(unsigned int fd, const char __user *buf,
				   size_t count);
asmlinkage long ukl_shortcut_readv(unsigned long fd, const struct iovec __user *vec,
				   unsigned long vlen);
asmlinkage long ukl_shortcut_writev(unsigned long fd, const struct iovec __user *vec,
				    unsigned long vlen);

/* fdget_pos() */
static __always_inline struct fd quick_fdget_pos(unsigned int fd)
{
	struct fd f = quick_fdget(fd);
	struct file *file = fd_file(f);

	if (file && file->f_mode & FMODE_ATOMIC_POS &&
	    (file_count(file) > 1 || file->f_op->iterate_shared)) {
		f.word |= FDPUT_POS_UNLOCK;
		mutex_lock(&file->f_pos_lock);
	}
	return f;
}

/* Can vfs_read() or vfs_write() do nothing but call the file's own function? */
static __always_inline bool is_plain(const struct file *file, fmode_t needed,
				     const void __user *buf, size_t count)
{
	if (ORDINARY_ONLY ||
	    (file->f_mode & (needed | FMODE_ATOMIC_POS | FMODE_PATH)) != needed)
		return false;

	/* Neither too long nor behind the end of the address space. */
	if (unlikely(count > MAX_RW_COUNT || !access_ok(buf, count)))
		return false;

	/* A stream has no position; in any other file it may not wrap around. */
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

static __always_inline void did_read(struct file *file, ssize_t ret)
{
	if (ret > 0) {
		fsnotify_access(file);
		add_rchar(current, ret);
	}
	inc_syscr(current);
}

static __always_inline void did_write(struct file *file, ssize_t ret)
{
	if (ret > 0) {
		fsnotify_modify(file);
		add_wchar(current, ret);
	}
	inc_syscw(current);
}

static __always_inline ssize_t plain_read(struct file *file, char __user *buf,
					  size_t count)
{
	struct kiocb iocb __ukl_uninitialized;
	struct iov_iter iter __ukl_uninitialized;
	ssize_t ret;

	if (file->f_op->read) {
		bool stream = file->f_mode & FMODE_STREAM;
		loff_t pos = file->f_pos;

		ret = file->f_op->read(file, buf, count, stream ? NULL : &pos);
		if (ret >= 0 && !stream)
			file->f_pos = pos;
		return ret;
	}

	start_iocb(&iocb, file);
	iov_iter_ubuf(&iter, ITER_DEST, buf, count);
	ret = file->f_op->read_iter(&iocb, &iter);
	if (ret >= 0)
		end_iocb(&iocb, file);
	return ret;
}

/* Files with FMODE_ATOMIC_POS excluded, no freeze of a file system matters here. */
static __always_inline ssize_t plain_write(struct file *file,
					   const char __user *buf, size_t count)
{
	struct kiocb iocb __ukl_uninitialized;
	struct iov_iter iter __ukl_uninitialized;
	ssize_t ret;

	if (file->f_op->write) {
		bool stream = file->f_mode & FMODE_STREAM;
		loff_t pos = file->f_pos;

		ret = file->f_op->write(file, buf, count, stream ? NULL : &pos);
		if (ret >= 0 && !stream)
			file->f_pos = pos;
		return ret;
	}

	start_iocb(&iocb, file);
	iov_iter_ubuf(&iter, ITER_SOURCE, (void __user *)buf, count);
	ret = file->f_op->write_iter(&iocb, &iter);
	if (ret >= 0)
		end_iocb(&iocb, file);
	return ret;
}

/* With a position of the file's own, or none, as ksys_read() has it. */
static noinline ssize_t other_read(struct file *file, char __user *buf, size_t count)
{
	bool stream = file->f_mode & FMODE_STREAM;
	loff_t pos = file->f_pos;
	ssize_t ret;

	ret = vfs_read(file, buf, count, stream ? NULL : &pos);
	if (ret >= 0 && !stream)
		file->f_pos = pos;
	return ret;
}

static noinline ssize_t other_write(struct file *file, const char __user *buf,
				    size_t count)
{
	bool stream = file->f_mode & FMODE_STREAM;
	loff_t pos = file->f_pos;
	ssize_t ret;

	ret = vfs_write(file, buf, count, stream ? NULL : &pos);
	if (ret >= 0 && !stream)
		file->f_pos = pos;
	return ret;
}

/* The file of a descriptor that nobody else can close meanwhile, or NULL. */
static __always_inline struct file *own_file(unsigned int fd)
{
	struct files_struct *files = current->files;

	if (unlikely(atomic_read_acquire(&files->count) != 1))
		return NULL;
	return files_lookup_fd_raw(files, fd);
}

/* Out of line, so that other files pay for one comparison only. */
static noinline ssize_t read_socket(struct file *file, char __user *buf, size_t count)
{
	struct sock *sk = tcp_sock_of(file);
	ssize_t ret;

	if (likely(sk)) {
		struct msghdr msg __ukl_uninitialized;

		iov_iter_ubuf(&msg.msg_iter, ITER_DEST, buf, count);
		ret = count ? tcp_recv(file, sk, &msg, 0) : 0;
	} else {
		ret = plain_read(file, buf, count);
	}
	did_read(file, ret);
	return ret;
}

static noinline ssize_t write_socket(struct file *file, const char __user *buf,
				     size_t count)
{
	struct sock *sk = tcp_sock_of(file);
	ssize_t ret;

	if (likely(sk)) {
		struct msghdr msg __ukl_uninitialized;

		iov_iter_ubuf(&msg.msg_iter, ITER_SOURCE, (void __user *)buf, count);
		ret = tcp_send(file, sk, &msg, 0);
	} else {
		ret = plain_write(file, buf, count);
	}
	did_write(file, ret);
	return ret;
}

static __always_inline ssize_t read_plain(struct file *file, char __user *buf,
					  size_t count, bool shortcut)
{
	ssize_t ret;

	if (IS_ENABLED(CONFIG_UKL_TCP) && shortcut && file->f_op == &socket_file_ops)
		return read_socket(file, buf, count);
	ret = plain_read(file, buf, count);
	did_read(file, ret);
	return ret;
}

static __always_inline ssize_t write_plain(struct file *file, const char __user *buf,
					   size_t count, bool shortcut)
{
	ssize_t ret;

	if (IS_ENABLED(CONFIG_UKL_TCP) && shortcut && file->f_op == &socket_file_ops)
		return write_socket(file, buf, count);
	ret = plain_write(file, buf, count);
	did_write(file, ret);
	return ret;
}

/* What is shared among threads, or has a position to lock, or fails. */
static noinline long shared_read(unsigned int fd, char __user *buf, size_t count,
				 bool shortcut)
{
	struct fd f = quick_fdget_pos(fd);
	struct file *file = fd_file(f);
	ssize_t ret;

	if (unlikely(!file))
		return -EBADF;
	if (is_plain(file, FMODE_READ | FMODE_CAN_READ, buf, count))
		ret = read_plain(file, buf, count, shortcut);
	else
		ret = other_read(file, buf, count);
	fdput_pos(f);
	return ret;
}

static noinline long shared_write(unsigned int fd, const char __user *buf, size_t count,
				  bool shortcut)
{
	struct fd f = quick_fdget_pos(fd);
	struct file *file = fd_file(f);
	ssize_t ret;

	if (unlikely(!file))
		return -EBADF;
	if (is_plain(file, FMODE_WRITE | FMODE_CAN_WRITE, buf, count))
		ret = write_plain(file, buf, count, shortcut);
	else
		ret = other_write(file, buf, count);
	fdput_pos(f);
	return ret;
}

static __always_inline long do_read(unsigned int fd, char __user *buf, size_t count,
				    bool shortcut)
{
	struct file *file = own_file(fd);

	if (unlikely(!file || !is_plain(file, FMODE_READ | FMODE_CAN_READ, buf, count)))
		return shared_read(fd, buf, count, shortcut);
	return read_plain(file, buf, count, shortcut);
}

static __always_inline long do_write(unsigned int fd, const char __user *buf,
				     size_t count, bool shortcut)
{
	struct file *file = own_file(fd);

	if (unlikely(!file || !is_plain(file, FMODE_WRITE | FMODE_CAN_WRITE, buf, count)))
		return shared_write(fd, buf, count, shortcut);
	return write_plain(file, buf, count, shortcut);
}

asmlinkage long ukl_read(unsigned int fd, char __user *buf, size_t count)
{
	return do_read(fd, buf, count, false);
}

__UKL_SHORT(3, sys_read, ukl_read);

asmlinkage long ukl_write(unsigned int fd, const char __user *buf, size_t count)
{
	return do_write(fd, buf, count, false);
}

__UKL_SHORT(3, sys_write, ukl_write);

asmlinkage long ukl_shortcut_read(unsigned int fd, char __user *buf, size_t count)
{
	return do_read(fd, buf, count, true);
}

__UKL_SHORTCUT(3, sys_read, ukl_shortcut_read);

asmlinkage long ukl_shortcut_write(unsigned int fd, const char __user *buf,
				   size_t count)
{
	return do_write(fd, buf, count, true);
}

__UKL_SHORTCUT(3, sys_write, ukl_shortcut_write);

/* What vfs_readv() and vfs_writev() do, @transfer being tcp_recv() or tcp_send(). */
#define tcp_iovec(file, sk, direction, transfer, vec, vlen)			\
({										\
	struct iovec __stack[UIO_FASTIOV] __ukl_uninitialized;			\
	struct iovec *__iov = __stack;						\
	struct msghdr __msg __ukl_uninitialized;				\
	ssize_t __ret;								\
										\
	__ret = import_iovec(direction, vec, vlen, UIO_FASTIOV, &__iov,		\
			     &__msg.msg_iter);					\
	if (__ret > 0)								\
		__ret = transfer(file, sk, &__msg, 0);				\
	if (__iov)								\
		kfree(__iov);							\
	__ret;									\
})

asmlinkage long ukl_shortcut_readv(unsigned long fd, const struct iovec __user *vec,
				   unsigned long vlen)
{
	struct fd f = quick_fdget_pos(fd);
	struct file *file = fd_file(f);
	ssize_t ret = -EBADF;
	struct sock *sk;

	if (likely(file)) {
		if (!ORDINARY_ONLY && (sk = tcp_sock_of(file))) {
			ret = tcp_iovec(file, sk, ITER_DEST, tcp_recv, vec, vlen);
			if (ret >= 0) /* as vfs_readv() */
				fsnotify_access(file);
		} else {
			bool stream = file->f_mode & FMODE_STREAM;
			loff_t pos = file->f_pos;

			ret = vfs_readv(file, vec, vlen, stream ? NULL : &pos, 0);
			if (ret >= 0 && !stream)
				file->f_pos = pos;
		}
		fdput_pos(f);
	}

	if (ret > 0)
		add_rchar(current, ret);
	inc_syscr(current);
	return ret;
}

__UKL_SHORTCUT(3, sys_readv, ukl_shortcut_readv);

asmlinkage long ukl_shortcut_writev(unsigned long fd, const struct iovec __user *vec,
				    unsigned long vlen)
{
	struct fd f = quick_fdget_pos(fd);
	struct file *file = fd_file(f);
	ssize_t ret = -EBADF;
	struct sock *sk;

	if (likely(file)) {
		if (!ORDINARY_ONLY && (sk = tcp_sock_of(file))) {
			ret = tcp_iovec(file, sk, ITER_SOURCE, tcp_send, vec, vlen);
			if (ret > 0)
				fsnotify_modify(file);
		} else {
			bool stream = file->f_mode & FMODE_STREAM;
			loff_t pos = file->f_pos;

			ret = vfs_writev(file, vec, vlen, stream ? NULL : &pos, 0);
			if (ret >= 0 && !stream)
				file->f_pos = pos;
		}
		fdput_pos(f);
	}

	if (ret > 0)
		add_wchar(current, ret);
	inc_syscw(current);
	return ret;
}

__UKL_SHORTCUT(3, sys_writev, ukl_shortcut_writev);
