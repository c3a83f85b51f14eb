/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The calls of <ukl/tcp.h>, made of ordinary ones: for plain Linux. Included by
 * that file if UKL_TCP_FALLBACK is defined; without it, by the source of
 * libukl-linux.a.
 */
#ifndef UKL_TCP_FALLBACK_H
#define UKL_TCP_FALLBACK_H

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <ukl/tcp.h>
#include <unistd.h>

/* Strict -std=c99 hides them */
#ifndef F_DUPFD_CLOEXEC
#define F_DUPFD_CLOEXEC 1030
#endif
#ifndef SO_PROTOCOL
#define SO_PROTOCOL 38
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The ordinary calls are cancellation points, these are not. */
#define UKL_TCP_UNCANCELLED(call)                                        \
	__extension__({                                                  \
		int state_;                                              \
		ssize_t result_;                                         \
                                                                         \
		pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state_); \
		result_ = (call);                                        \
		pthread_setcancelstate(state_, &state_);                 \
		result_;                                                 \
	})

UKL_TCP_CALL ssize_t ukl_tcp_send(int fd, const void *buf, size_t len,
				  int flags)
{
	return UKL_TCP_UNCANCELLED(send(fd, buf, len, flags));
}

UKL_TCP_CALL ssize_t ukl_tcp_recv(int fd, void *buf, size_t len, int flags)
{
	return UKL_TCP_UNCANCELLED(recv(fd, buf, len, flags));
}

static inline struct msghdr ukl_tcp_message(const struct iovec *iov, int iovcnt)
{
	struct msghdr message;

	memset(&message, 0, sizeof(message));
	message.msg_iov = (struct iovec *)iov;
	message.msg_iovlen = (size_t)iovcnt;
	return message;
}

UKL_TCP_CALL ssize_t ukl_tcp_sendv(int fd, const struct iovec *iov, int iovcnt,
				   int flags)
{
	struct msghdr message = ukl_tcp_message(iov, iovcnt);

	return UKL_TCP_UNCANCELLED(sendmsg(fd, &message, flags));
}

UKL_TCP_CALL ssize_t ukl_tcp_recvv(int fd, const struct iovec *iov, int iovcnt,
				   int flags)
{
	struct msghdr message = ukl_tcp_message(iov, iovcnt);

	return UKL_TCP_UNCANCELLED(recvmsg(fd, &message, flags));
}

UKL_TCP_CALL ssize_t ukl_tcp_sendfile(int fd, int in_fd, off_t *offset,
				      size_t count)
{
	/* not a cancellation point */
	return sendfile(fd, in_fd, offset, count);
}

UKL_TCP_CALL ssize_t ukl_tcp_sendfilev(int fd, const struct iovec *iov,
				       int iovcnt, int in_fd, off_t *offset,
				       size_t count, int flags)
{
	ssize_t header, file;
	size_t length = 0;

	header = ukl_tcp_sendv(fd, iov, iovcnt,
			       count ? flags | MSG_MORE : flags);
	if (header < 0)
		return -1;
	for (int i = 0; i < iovcnt; i++)
		length += iov[i].iov_len;
	if ((size_t)header < length || !count)
		return header;
	file = ukl_tcp_sendfile(fd, in_fd, offset, count);
	if (file >= 0)
		return header + file;
	return header ? header : -1;
}

/*
 * Handles: a duplicated descriptor in the low half, a number of its own in the
 * high half. The table has that number for each descriptor which is a handle.
 * All files of a program that include this one share the weak variables.
 */
#define UKL_TCP_MOST_HANDLES (1u << 20)

__attribute__((weak)) uint32_t *ukl_tcp_handles;
__attribute__((weak)) uint32_t ukl_tcp_handles_end; /* above all in use */
__attribute__((weak)) uint32_t ukl_tcp_last_number;
__attribute__((weak)) pthread_once_t ukl_tcp_once = PTHREAD_ONCE_INIT;

/* In the child of a fork, which has one thread. */
static inline void ukl_tcp_close_all(void)
{
	for (uint32_t fd = 0; fd < ukl_tcp_handles_end; fd++) {
		if (ukl_tcp_handles[fd])
			close((int)fd);
		ukl_tcp_handles[fd] = 0;
	}
	ukl_tcp_handles_end = 0;
}

static inline void ukl_tcp_start(void)
{
	/* of 4 MB, and only what is used takes memory */
	void *table = calloc(UKL_TCP_MOST_HANDLES, sizeof(*ukl_tcp_handles));

	if (table && pthread_atfork(NULL, NULL, ukl_tcp_close_all)) {
		free(table);
		table = NULL;
	}
	__atomic_store_n(&ukl_tcp_handles, (uint32_t *)table, __ATOMIC_RELEASE);
}

static inline int ukl_tcp_is_tcp(int fd)
{
	int type, protocol;
	socklen_t size = sizeof(int);

	if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) ||
	    getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &size))
		return 0;
	if (type == SOCK_STREAM && protocol == IPPROTO_TCP)
		return 1;
	errno = EOPNOTSUPP;
	return 0;
}

UKL_TCP_CALL ukl_tcp_handle ukl_tcp_open(int fd)
{
	uint32_t number, end, descriptor;
	int copy;

	if (!ukl_tcp_is_tcp(fd))
		return -1;
	pthread_once(&ukl_tcp_once, ukl_tcp_start);
	if (!ukl_tcp_handles) {
		errno = ENOMEM;
		return -1;
	}
	/* not where standard input, output and error are looked for */
	copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	if (copy < 0)
		return -1;
	descriptor = (uint32_t)copy;
	if (descriptor >= UKL_TCP_MOST_HANDLES) {
		close(copy);
		errno = EMFILE;
		return -1;
	}
	end = __atomic_load_n(&ukl_tcp_handles_end, __ATOMIC_RELAXED);
	while (end <= descriptor &&
	       !__atomic_compare_exchange_n(&ukl_tcp_handles_end, &end,
					    descriptor + 1, 0, __ATOMIC_SEQ_CST,
					    __ATOMIC_RELAXED))
		;
	do
		number = __atomic_add_fetch(&ukl_tcp_last_number, 1,
					    __ATOMIC_RELAXED) &
			 INT32_MAX;
	while (!number);
	__atomic_store_n(&ukl_tcp_handles[descriptor], number,
			 __ATOMIC_RELEASE);
	return (ukl_tcp_handle)((uint64_t)number << 32 | descriptor);
}

/* Its place in the table, or NULL. */
static inline uint32_t *ukl_tcp_place(ukl_tcp_handle handle)
{
	uint32_t *table = __atomic_load_n(&ukl_tcp_handles, __ATOMIC_ACQUIRE);
	uint32_t number = (uint32_t)((uint64_t)handle >> 32);
	uint32_t descriptor = (uint32_t)handle;

	if (!table || !number || descriptor >= UKL_TCP_MOST_HANDLES ||
	    __atomic_load_n(&table[descriptor], __ATOMIC_ACQUIRE) != number)
		return NULL;
	return &table[descriptor];
}

/* Its descriptor, or -1, which the ordinary calls find wrong. */
static inline int ukl_tcp_descriptor(ukl_tcp_handle handle)
{
	return ukl_tcp_place(handle) ? (int)(uint32_t)handle : -1;
}

UKL_TCP_CALL int ukl_tcp_close(ukl_tcp_handle handle)
{
	uint32_t number = (uint32_t)((uint64_t)handle >> 32);
	uint32_t *place = ukl_tcp_place(handle);
	int state;

	/* of two threads that close it, one does */
	if (!place ||
	    !__atomic_compare_exchange_n(place, &number, 0, 0, __ATOMIC_SEQ_CST,
					 __ATOMIC_RELAXED)) {
		errno = EBADF;
		return -1;
	}
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
	close((int)(uint32_t)handle);
	pthread_setcancelstate(state, &state);
	return 0;
}

UKL_TCP_CALL ssize_t ukl_tcp_hsend(ukl_tcp_handle handle, const void *buf,
				   size_t len, int flags)
{
	return ukl_tcp_send(ukl_tcp_descriptor(handle), buf, len, flags);
}

UKL_TCP_CALL ssize_t ukl_tcp_hrecv(ukl_tcp_handle handle, void *buf, size_t len,
				   int flags)
{
	return ukl_tcp_recv(ukl_tcp_descriptor(handle), buf, len, flags);
}

UKL_TCP_CALL ssize_t ukl_tcp_hsendv(ukl_tcp_handle handle,
				    const struct iovec *iov, int iovcnt,
				    int flags)
{
	return ukl_tcp_sendv(ukl_tcp_descriptor(handle), iov, iovcnt, flags);
}

UKL_TCP_CALL ssize_t ukl_tcp_hrecvv(ukl_tcp_handle handle,
				    const struct iovec *iov, int iovcnt,
				    int flags)
{
	return ukl_tcp_recvv(ukl_tcp_descriptor(handle), iov, iovcnt, flags);
}

UKL_TCP_CALL ssize_t ukl_tcp_hsendfile(ukl_tcp_handle handle, int in_fd,
				       off_t *offset, size_t count)
{
	return ukl_tcp_sendfile(ukl_tcp_descriptor(handle), in_fd, offset,
				count);
}

#ifdef __cplusplus
}
#endif

#endif
