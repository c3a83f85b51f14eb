/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * <ukl/tcp.h>. An ordinary program gets libukl-linux.a, which makes the calls
 * of send(2) and its kin; a linked one the kernel's entries.
 *
 * A test is made in each way: with the C library's functions, by the calls with
 * a descriptor, and with a handle. Each says what came of it, and all have to
 * say the same; it is printed once.
 */
#ifndef TCP_H
#define TCP_H

#include "net.h"
#include <stdarg.h>
#include <sys/sendfile.h>
#include <ukl/tcp.h>

enum tcp_way { BY_LIBC, BY_FD, BY_HANDLE, TCP_WAYS };

static inline const char *tcp_way_name(enum tcp_way way)
{
	static const char *const names[] = { "libc", "descriptor", "handle" };

	return names[way];
}

/* One end of a connection; 0 is no handle */
struct end {
	int fd;
	ukl_tcp_handle handle;
};

static inline struct end end_of(int fd)
{
	struct end end = { fd, 0 };

	MUST(fd);
	end.handle = ukl_tcp_open(fd);
	MUST(end.handle);
	CHECK(end.handle > 0);
	return end;
}

static inline void tcp_pair(struct end *a, struct end *b)
{
	struct sockaddr_in address;
	int server = tcp_listen(&address);

	*a = end_of(tcp_connect(&address));
	*b = end_of(accept(server, NULL, NULL));
	MUST(close(server));
}

static inline void end_close(struct end *end)
{
	if (end->handle > 0)
		CHECK(ukl_tcp_close(end->handle) == 0);
	if (end->fd >= 0)
		MUST(close(end->fd));
	end->fd = -1;
	end->handle = 0;
}

static inline void tcp_unpair(struct end *a, struct end *b)
{
	end_close(a);
	end_close(b);
}

static inline ssize_t way_send(enum tcp_way way, const struct end *end,
			       const void *buf, size_t len, int flags)
{
	if (way == BY_LIBC)
		return send(end->fd, buf, len, flags);
	if (way == BY_FD)
		return ukl_tcp_send(end->fd, buf, len, flags);
	return ukl_tcp_hsend(end->handle, buf, len, flags);
}

static inline ssize_t way_recv(enum tcp_way way, const struct end *end,
			       void *buf, size_t len, int flags)
{
	if (way == BY_LIBC)
		return recv(end->fd, buf, len, flags);
	if (way == BY_FD)
		return ukl_tcp_recv(end->fd, buf, len, flags);
	return ukl_tcp_hrecv(end->handle, buf, len, flags);
}

static inline ssize_t way_sendv(enum tcp_way way, const struct end *end,
				const struct iovec *iov, int iovcnt, int flags)
{
	struct msghdr message;

	if (way == BY_FD)
		return ukl_tcp_sendv(end->fd, iov, iovcnt, flags);
	if (way == BY_HANDLE)
		return ukl_tcp_hsendv(end->handle, iov, iovcnt, flags);
	memset(&message, 0, sizeof(message));
	message.msg_iov = (struct iovec *)iov;
	message.msg_iovlen = (size_t)iovcnt;
	return sendmsg(end->fd, &message, flags);
}

static inline ssize_t way_recvv(enum tcp_way way, const struct end *end,
				const struct iovec *iov, int iovcnt, int flags)
{
	struct msghdr message;

	if (way == BY_FD)
		return ukl_tcp_recvv(end->fd, iov, iovcnt, flags);
	if (way == BY_HANDLE)
		return ukl_tcp_hrecvv(end->handle, iov, iovcnt, flags);
	memset(&message, 0, sizeof(message));
	message.msg_iov = (struct iovec *)iov;
	message.msg_iovlen = (size_t)iovcnt;
	return recvmsg(end->fd, &message, flags);
}

static inline ssize_t way_sendfile(enum tcp_way way, const struct end *end,
				   int in_fd, off_t *offset, size_t count)
{
	if (way == BY_LIBC)
		return sendfile(end->fd, in_fd, offset, count);
	if (way == BY_FD)
		return ukl_tcp_sendfile(end->fd, in_fd, offset, count);
	return ukl_tcp_hsendfile(end->handle, in_fd, offset, count);
}

static char way_said[2][65536]; /* with libc, and in the way at hand */
static char *way_text;

/* Like printf, for tests that are made in each way */
__attribute__((format(printf, 1, 2))) static inline void say(const char *format,
							     ...)
{
	size_t used = strlen(way_text);
	va_list list;

	va_start(list, format);
	vsnprintf(way_text + used, sizeof(way_said[0]) - used, format, list);
	va_end(list);
}

/* "5" or the name of the error; errno has to stay what it is in the first case */
static inline const char *counted(ssize_t result)
{
	static __thread char text[32];

	if (result < 0) {
		CHECK(result == -1);
		return errname(errno);
	}
	CHECK(errno == 0);
	snprintf(text, sizeof(text), "%zd", result);
	return text;
}

/* SAY(way_send(...)): "way_send 5"; with errno 0 before it */
#define SAY(what, call)                                      \
	do {                                                 \
		ssize_t say_result_;                         \
                                                             \
		errno = 0;                                   \
		say_result_ = (call);                        \
		say("%s: %s\n", what, counted(say_result_)); \
	} while (0)

static inline void in_each_way(void (*test)(enum tcp_way way))
{
	for (enum tcp_way way = BY_LIBC; way < TCP_WAYS;
	     way = (enum tcp_way)(way + 1)) {
		way_text = way_said[way != BY_LIBC];
		*way_text = '\0';
		test(way);
		if (way == BY_LIBC) {
			fputs(way_text, stdout);
		} else if (strcmp(way_said[0], way_text)) {
			printf("by %s: %s", tcp_way_name(way), way_text);
			CHECK(!"the same in each way");
		}
	}
}

/* Nothing must be there to be received, nor the end */
static inline void expect_silence(const struct end *end)
{
	char byte;

	CHECK(recv(end->fd, &byte, 1, MSG_DONTWAIT) == -1 && errno == EAGAIN);
}

/* The peer has closed its last descriptor and handle; after this wait */
static inline void expect_end(const struct end *end)
{
	char byte;

	CHECK(recv(end->fd, &byte, 1, 0) == 0);
}

/* Data that tells where it belongs */
static inline void fill(void *buffer, size_t size)
{
	unsigned char *bytes = buffer;

	for (size_t i = 0; i < size; i++)
		bytes[i] = (unsigned char)(i * 7 + i / 251);
}

/* A file of that size, with such data, that has no name any more */
static inline int tcp_file(size_t size)
{
	char path[] = "/tmp/tcp-file.XXXXXX";
	int fd = (int)MUST(mkstemp(path));
	unsigned char *data = malloc(size ? size : 1);

	MUST(unlink(path));
	fill(data, size);
	write_all(fd, data, size);
	free(data);
	MUST(lseek(fd, 0, SEEK_SET));
	return fd;
}

#endif
