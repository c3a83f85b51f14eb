/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * TCP by name: send(2), recv(2) and their kin for programs that know which of
 * their descriptors are TCP connections. ukl-link binds these calls to entries
 * of the kernel that begin with the connection instead of with "any file".
 *
 *	cc -O2 -c server.c			with ukl-link's headers in -I
 *	ukl-link -o server.vmlinux server.o
 *
 * The same object, or source, is an ordinary Linux program, too:
 *
 *	cc -O2 server.o libukl-linux.a			the calls out of line
 *	cc -O2 -DUKL_TCP_FALLBACK server.c		the same, inline
 *
 * and ukl-link --shortcuts=off (or --calls=gate, --calls=trap) links
 * libukl-linux.a itself. A recipe's compiler finds this file by itself if the
 * recipe has `sources`; a `build` script has its folder in $UKL_INCLUDE.
 *
 * What is true of every call that moves data:
 *
 * - Each is one of the ordinary calls, named with it, and everything that is
 *   not said here is as in that call's manual page: the result, errno, SIGPIPE,
 *   the flags, O_NONBLOCK, SO_RCVTIMEO and SO_SNDTIMEO, partial transfers.
 *   Failure is -1 and errno.
 * - It need not be TCP. On any other descriptor, and on a connection with kTLS
 *   or in a sockmap, the call does what the ordinary call does: data goes
 *   through a Unix socket, a pipe is ENOTSOCK.
 * - It may block, as the ordinary call may. A signal handler that interrupts it
 *   leads to EINTR, or with SA_RESTART to a new start, or, if data has been
 *   moved, to a short count.
 * - It is no cancellation point: a thread that waits in it is not cancelled
 *   before it is back. shutdown(2) wakes it up.
 * - It is safe in signal handlers, and any number of threads may make it on
 *   the same connection.
 * - Nothing is left unchecked that the ordinary call checks: a bad pointer is
 *   EFAULT, a bad descriptor EBADF. What no call checks is who else uses the
 *   descriptor: if one thread closes it and another opens a file that gets the
 *   same number, a third one's call goes to that file.
 * - ptrace, strace, seccomp and audit see the ordinary call.
 */
#ifndef UKL_TCP_H
#define UKL_TCP_H

#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>

#ifdef UKL_TCP_FALLBACK
#define UKL_TCP_CALL static inline
#else
#define UKL_TCP_CALL extern
#endif

#ifdef __cplusplus
extern "C" {
#endif

/*
 * send(2).
 *
 * EAGAIN (no room and O_NONBLOCK or MSG_DONTWAIT, or SO_SNDTIMEO is over),
 * EBADF, ECONNRESET, EFAULT, EINTR, EINVAL, ENOTSOCK, EOPNOTSUPP (a flag), EPIPE
 * (and SIGPIPE without MSG_NOSIGNAL), and an error that the connection met
 * before (ETIMEDOUT, EHOSTUNREACH ...).
 */
UKL_TCP_CALL ssize_t ukl_tcp_send(int fd, const void *buf, size_t len,
				  int flags);

/*
 * recv(2): 0 is the end of the peer's data, or that of a buffer without length.
 *
 * EAGAIN (no data and O_NONBLOCK or MSG_DONTWAIT, or SO_RCVTIMEO is over),
 * EBADF, ECONNRESET, EFAULT, EINTR, EINVAL (MSG_OOB and no urgent data),
 * ENOTCONN, ENOTSOCK.
 */
UKL_TCP_CALL ssize_t ukl_tcp_recv(int fd, void *buf, size_t len, int flags);

/*
 * sendmsg(2) without name and control data: the buffers of @iov, one after the
 * other. Errors as of ukl_tcp_send(), and EMSGSIZE if @iovcnt is negative or
 * more than IOV_MAX (1024), EINVAL if a length is more than SSIZE_MAX.
 */
UKL_TCP_CALL ssize_t ukl_tcp_sendv(int fd, const struct iovec *iov, int iovcnt,
				   int flags);

/*
 * recvmsg(2) without name and control data. msg_flags is lost; who reads
 * urgent data or the error queue, takes recvmsg(2). Errors as of
 * ukl_tcp_recv() and ukl_tcp_sendv().
 */
UKL_TCP_CALL ssize_t ukl_tcp_recvv(int fd, const struct iovec *iov, int iovcnt,
				   int flags);

/*
 * sendfile(2): up to @count bytes of the file @in_fd, from its position, or
 * from *@offset, which is then moved. Less than @count if the file ends or the
 * socket is full; 0 at the end of the file. It has no flags: O_NONBLOCK says
 * whether it waits for room, a broken connection is EPIPE and SIGPIPE, and it
 * waits for the disk in any case.
 *
 * EAGAIN, EBADF, EFAULT (@offset), EINTR, EINVAL (the file cannot be mapped, the
 * offset is negative), EIO, EPIPE, ESPIPE. Without a connection ENOTCONN or
 * EPIPE.
 */
UKL_TCP_CALL ssize_t ukl_tcp_sendfile(int fd, int in_fd, off_t *offset,
				      size_t count);

/*
 * Header and file in one go, as an HTTP server wants it: ukl_tcp_sendv() with
 * @flags and MSG_MORE, then ukl_tcp_sendfile(); without MSG_MORE if @count is 0.
 *
 * The result is as of one call that wrote both: the bytes of header and file
 * together. So, less than the header's length means that the file has not been
 * begun, and *@offset, or the file's position, is what it was. -1 only if
 * nothing was sent. If the header has gone and the file's part fails, the
 * result is the header's length; calling ukl_tcp_sendfile() for the rest tells
 * the error.
 *
 * If the file's part sends nothing, the header may stay in the socket for 200 ms
 * or until the next call sends more: MSG_MORE. @flags are for the header;
 * the file's part is as described above.
 */
UKL_TCP_CALL ssize_t ukl_tcp_sendfilev(int fd, const struct iovec *iov,
				       int iovcnt, int in_fd, off_t *offset,
				       size_t count, int flags);

/*
 * A handle is like one more descriptor of a connection, for these calls only.
 * What a descriptor's number has to go through with each call (is it open, is
 * it a socket, is it TCP, who else uses the table) has been settled when it was
 * opened.
 *
 * - The connection ends when the last of its descriptors and handles is closed.
 *   shutdown(2) works at once on all.
 * - Handles belong to the address space. Threads share them. A child made by
 *   fork(2) has none: all are EBADF there, and do not keep the connection open.
 *   The child of a vfork(2) has its parent's, and should not close them.
 *   execve(2) and the end of the process close them.
 * - The value says nothing. It is not used again soon: a closed handle, and a
 *   value that was never one, are EBADF; 0 is none.
 * - A handle does not replace the descriptor: epoll(7), setsockopt(2), shutdown(2)
 *   need that. Keep it open: while a tracer or a seccomp filter looks at the
 *   thread, a call by handle becomes the ordinary call on the descriptor for
 *   which the handle was opened. Close the handle first, then the descriptor.
 * - As a descriptor, a handle that one thread closes while another is in a call
 *   stays open for that call.
 * - In the fallback a handle is a duplicated, close-on-exec descriptor and
 *   counts as one (RLIMIT_NOFILE). fork() closes it in the child, clone(2)
 *   called by hand does not.
 *
 * Negative values are no handles.
 */
typedef int64_t ukl_tcp_handle;

/*
 * Make a handle for the TCP socket @fd, connected or not.
 *
 * EBADF, ENOTSOCK, EOPNOTSUPP (not a TCP socket), ENOMEM, EMFILE (too many
 * handles). Does not block. Not safe in signal handlers.
 */
UKL_TCP_CALL ukl_tcp_handle ukl_tcp_open(int fd);

/*
 * Close a handle. EBADF. Does not block, except if it is the connection's last
 * and SO_LINGER is set.
 */
UKL_TCP_CALL int ukl_tcp_close(ukl_tcp_handle handle);

/* As the calls above, by handle; EBADF if it is not open. */
UKL_TCP_CALL ssize_t ukl_tcp_hsend(ukl_tcp_handle handle, const void *buf,
				   size_t len, int flags);
UKL_TCP_CALL ssize_t ukl_tcp_hrecv(ukl_tcp_handle handle, void *buf, size_t len,
				   int flags);
UKL_TCP_CALL ssize_t ukl_tcp_hsendv(ukl_tcp_handle handle,
				    const struct iovec *iov, int iovcnt,
				    int flags);
UKL_TCP_CALL ssize_t ukl_tcp_hrecvv(ukl_tcp_handle handle,
				    const struct iovec *iov, int iovcnt,
				    int flags);
UKL_TCP_CALL ssize_t ukl_tcp_hsendfile(ukl_tcp_handle handle, int in_fd,
				       off_t *offset, size_t count);

#ifdef __cplusplus
}
#endif

#ifdef UKL_TCP_FALLBACK
#include <ukl/tcp_fallback.h>
#endif

#endif
