// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * <ukl/tcp.h> in a linked program: handles. The kernel's part of one is a slot;
 * the descriptor is in the lower half, for when it is needed after all.
 */
#include <sys/socket.h>
#include <ukl/tcp.h>

#include "tcp_entries.h"

static long descriptor(ukl_tcp_handle handle)
{
	return (int)handle;
}

static long slot(ukl_tcp_handle handle)
{
	return handle >> 32;
}

ukl_tcp_handle ukl_tcp_open(int fd)
{
	long value = result(ukl_sys_arch_prctl(ARCH_UKL_TCP_OPEN, fd));

	return value < 0 ? -1 : value << 32 | (uint32_t)fd;
}

int ukl_tcp_close(ukl_tcp_handle handle)
{
	return (int)result(
		ukl_sys_arch_prctl(ARCH_UKL_TCP_CLOSE, slot(handle)));
}

ssize_t ukl_tcp_hsend(ukl_tcp_handle handle, const void *buf, size_t len,
		      int flags)
{
	return result(ukl_tcp_sys_sendto(descriptor(handle), (long)buf,
					 (long)len, flags, 0, slot(handle)));
}

ssize_t ukl_tcp_hrecv(ukl_tcp_handle handle, void *buf, size_t len, int flags)
{
	return result(ukl_tcp_sys_recvfrom(descriptor(handle), (long)buf,
					   (long)len, flags, 0, slot(handle)));
}

ssize_t ukl_tcp_hsendv(ukl_tcp_handle handle, const struct iovec *iov,
		       int iovcnt, int flags)
{
	struct msghdr message = { .msg_iov = (struct iovec *)iov,
				  .msg_iovlen = (size_t)iovcnt };

	return result(ukl_tcp_sys_sendmsg(descriptor(handle), (long)&message,
					  flags, 0, 0, slot(handle)));
}

ssize_t ukl_tcp_hrecvv(ukl_tcp_handle handle, const struct iovec *iov,
		       int iovcnt, int flags)
{
	struct msghdr message = { .msg_iov = (struct iovec *)iov,
				  .msg_iovlen = (size_t)iovcnt };

	return result(ukl_tcp_sys_recvmsg(descriptor(handle), (long)&message,
					  flags, 0, 0, slot(handle)));
}

ssize_t ukl_tcp_hsendfile(ukl_tcp_handle handle, int in_fd, off_t *offset,
			  size_t count)
{
	return result(ukl_tcp_sys_sendfile(descriptor(handle), in_fd,
					   (long)offset, (long)count, 0,
					   slot(handle)));
}
