// SPDX-License-Identifier: LGPL-2.1-or-later
/* <ukl/tcp.h> in a linked program: the calls by descriptor. */
#include <sys/socket.h>
#include <ukl/tcp.h>

#include "tcp_entries.h"

ssize_t ukl_tcp_send(int fd, const void *buf, size_t len, int flags)
{
	return result(ukl_sys_sendto(fd, (long)buf, (long)len, flags, 0, 0));
}

ssize_t ukl_tcp_recv(int fd, void *buf, size_t len, int flags)
{
	return result(ukl_sys_recvfrom(fd, (long)buf, (long)len, flags, 0, 0));
}

static long send_message(int fd, const struct iovec *iov, int iovcnt, int flags)
{
	struct msghdr message = { .msg_iov = (struct iovec *)iov,
				  .msg_iovlen = (size_t)iovcnt };

	return ukl_sys_sendmsg(fd, (long)&message, flags);
}

ssize_t ukl_tcp_sendv(int fd, const struct iovec *iov, int iovcnt, int flags)
{
	return result(send_message(fd, iov, iovcnt, flags));
}

ssize_t ukl_tcp_recvv(int fd, const struct iovec *iov, int iovcnt, int flags)
{
	struct msghdr message = { .msg_iov = (struct iovec *)iov,
				  .msg_iovlen = (size_t)iovcnt };

	return result(ukl_sys_recvmsg(fd, (long)&message, flags));
}

ssize_t ukl_tcp_sendfile(int fd, int in_fd, off_t *offset, size_t count)
{
	return result(ukl_sys_sendfile(fd, in_fd, (long)offset, (long)count));
}

ssize_t ukl_tcp_sendfilev(int fd, const struct iovec *iov, int iovcnt,
			  int in_fd, off_t *offset, size_t count, int flags)
{
	size_t length = 0;
	long header, file;

	header =
		send_message(fd, iov, iovcnt, count ? flags | MSG_MORE : flags);
	if (header < 0 || !count)
		return result(header);
	for (int i = 0; i < iovcnt; i++)
		length += iov[i].iov_len;
	if ((size_t)header < length)
		return header;
	file = ukl_sys_sendfile(fd, in_fd, (long)offset, (long)count);
	if (file >= 0)
		return header + file;
	return header ? header : result(file);
}
