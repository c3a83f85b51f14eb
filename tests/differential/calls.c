// SPDX-License-Identifier: GPL-2.0-only
/*
 * The two ways to make a call: as programs do it, by a function, which may be
 * a shortcut; and by the instruction, which is the ordinary way of Linux also
 * in a linked program.
 */
#include "differential.h"
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <ukl/tcp.h>

enum way way;

const char *const api_names[APIS] = {
	"send",
	"sendto",
	"sendmsg",
	"write",
	"writev",
	"ukl_tcp_send",
	"ukl_tcp_sendv",
	"ukl_tcp_hsend",
	"ukl_tcp_hsendv",
	"sendfile",
	"ukl_tcp_sendfile",
	"ukl_tcp_sendfilev",
	"ukl_tcp_hsendfile",
	"recv",
	"recvfrom",
	"recvmsg",
	"read",
	"readv",
	"ukl_tcp_recv",
	"ukl_tcp_recvv",
	"ukl_tcp_hrecv",
	"ukl_tcp_hrecvv",
};

#define FOREIGN 0x4711 /* what errno is before a call, and after a good one */

/* By calls a handle, by the instruction one more descriptor */
static struct handle {
	bool open;
	ukl_tcp_handle value;
	int fd;
} handles[HANDLES];

bool by_handle(enum api api)
{
	return api == HANDLE_SEND || api == HANDLE_SENDV ||
	       api == HANDLE_SENDFILE || api == HANDLE_RECV ||
	       api == HANDLE_RECVV;
}

long raw_call(long number, long a, long b, long c, long d, long e, long f)
{
	register long r10 asm("r10") = d;
	register long r8 asm("r8") = e;
	register long r9 asm("r9") = f;

	asm volatile("syscall"
		     : "+a"(number)
		     : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
		     : "rcx", "r11", "memory");
	return number;
}

/* What ukl_tcp_sendfilev() promises: the two calls, one after the other */
static long header_and_file(const struct request *r, int fd,
			    const struct msghdr *message)
{
	long sent = RAW(SYS_sendmsg, fd, message,
			r->length ? r->flags | MSG_MORE : r->flags);
	size_t header = 0;
	long more;

	if (sent < 0)
		return sent;
	for (int i = 0; i < r->count; i++)
		header += r->vector[i].iov_len;
	if ((size_t)sent < header || !r->length)
		return sent;
	more = RAW(SYS_sendfile, fd, r->file, r->offset, r->length);
	if (more < 0)
		return sent ? sent : more;
	return sent + more;
}

static long by_instruction(const struct request *r, int fd)
{
	struct msghdr message = { .msg_iov = r->vector,
				  .msg_iovlen = (size_t)(long)r->count };

	switch (r->api) {
	case SEND:
	case TCP_SEND:
	case HANDLE_SEND:
		return RAW(SYS_sendto, fd, r->buffer, r->length, r->flags);
	case SENDTO:
		return RAW(SYS_sendto, fd, r->buffer, r->length, r->flags,
			   r->name, r->name_size);
	case SENDMSG:
		return RAW(SYS_sendmsg, fd, r->message, r->flags);
	case TCP_SENDV:
	case HANDLE_SENDV:
		return RAW(SYS_sendmsg, fd, &message, r->flags);
	case WRITE:
		return RAW(SYS_write, fd, r->buffer, r->length);
	case WRITEV:
		return RAW(SYS_writev, fd, r->vector, r->count);
	case SENDFILE:
	case TCP_SENDFILE:
	case HANDLE_SENDFILE:
		return RAW(SYS_sendfile, fd, r->file, r->offset, r->length);
	case TCP_SENDFILEV:
		return header_and_file(r, fd, &message);
	case RECV:
	case TCP_RECV:
	case HANDLE_RECV:
		return RAW(SYS_recvfrom, fd, r->buffer, r->length, r->flags);
	case RECVFROM:
		return RAW(SYS_recvfrom, fd, r->buffer, r->length, r->flags,
			   r->name, r->name_length);
	case RECVMSG:
		return RAW(SYS_recvmsg, fd, r->message, r->flags);
	case TCP_RECVV:
	case HANDLE_RECVV:
		return RAW(SYS_recvmsg, fd, &message, r->flags);
	case READ:
		return RAW(SYS_read, fd, r->buffer, r->length);
	case READV:
		return RAW(SYS_readv, fd, r->vector, r->count);
	default:
		abort();
	}
}

/* -1 and errno, as the functions do */
static long by_function(const struct request *r, int fd, ukl_tcp_handle handle)
{
	switch (r->api) {
	case SEND:
		return send(fd, r->buffer, r->length, r->flags);
	case SENDTO:
		return sendto(fd, r->buffer, r->length, r->flags, r->name,
			      r->name_size);
	case SENDMSG:
		return sendmsg(fd, r->message, r->flags);
	case WRITE:
		return write(fd, r->buffer, r->length);
	case WRITEV:
		return writev(fd, r->vector, r->count);
	case TCP_SEND:
		return ukl_tcp_send(fd, r->buffer, r->length, r->flags);
	case TCP_SENDV:
		return ukl_tcp_sendv(fd, r->vector, r->count, r->flags);
	case HANDLE_SEND:
		return ukl_tcp_hsend(handle, r->buffer, r->length, r->flags);
	case HANDLE_SENDV:
		return ukl_tcp_hsendv(handle, r->vector, r->count, r->flags);
	case SENDFILE:
		return sendfile(fd, r->file, r->offset, r->length);
	case TCP_SENDFILE:
		return ukl_tcp_sendfile(fd, r->file, r->offset, r->length);
	case TCP_SENDFILEV:
		return ukl_tcp_sendfilev(fd, r->vector, r->count, r->file,
					 r->offset, r->length, r->flags);
	case HANDLE_SENDFILE:
		return ukl_tcp_hsendfile(handle, r->file, r->offset, r->length);
	case RECV:
		return recv(fd, r->buffer, r->length, r->flags);
	case RECVFROM:
		return recvfrom(fd, r->buffer, r->length, r->flags, r->name,
				r->name_length);
	case RECVMSG:
		return recvmsg(fd, r->message, r->flags);
	case READ:
		return read(fd, r->buffer, r->length);
	case READV:
		return readv(fd, r->vector, r->count);
	case TCP_RECV:
		return ukl_tcp_recv(fd, r->buffer, r->length, r->flags);
	case TCP_RECVV:
		return ukl_tcp_recvv(fd, r->vector, r->count, r->flags);
	case HANDLE_RECV:
		return ukl_tcp_hrecv(handle, r->buffer, r->length, r->flags);
	case HANDLE_RECVV:
		return ukl_tcp_hrecvv(handle, r->vector, r->count, r->flags);
	default:
		abort();
	}
}

#ifdef INJECT_FAULT
/*
 * Faults as a shortcut could have them, to show that each is found. By calls
 * only; by the instruction all stays right.
 */
int fault;

enum {
	FAULT_NONE,
	FAULT_COUNT,
	FAULT_SIGNAL,
	FAULT_NO_SIGNAL,
	FAULT_PEEK,
	FAULT_WAITS,
	FAULT_NEVER_WAITS,
	FAULT_ERRNO,
	FAULT_NOT_SOCKET,
	FAULT_POINTER,
	FAULT_OVERRUN,
	FAULT_DATA,
	FAULT_LOST,
	FAULT_OFFSET,
	FAULT_POSITION,
	FAULT_LAST_BUFFER,
	FAULT_MANY_BUFFERS,
	FAULT_FLAGS,
	FAULT_NAME,
	FAULT_MORE,
	FAULT_URGENT,
	FAULT_RESTART,
	FAULT_HANDLE,
	FAULT_APPEND,
	FAULT_UNKNOWN,
	FAULT_TRUNCATE,
	FAULT_BROKEN,
	FAULTS
};

const char *const fault_names[FAULTS + 1] = {
	[FAULT_NONE] = "none",
	[FAULT_COUNT] = "send returns one less",
	[FAULT_SIGNAL] = "send raises SIGPIPE with MSG_NOSIGNAL",
	[FAULT_NO_SIGNAL] = "send never raises SIGPIPE",
	[FAULT_PEEK] = "MSG_PEEK takes the data",
	[FAULT_WAITS] = "MSG_DONTWAIT is ignored",
	[FAULT_NEVER_WAITS] = "recv never waits",
	[FAULT_ERRNO] = "errno is changed by a good call",
	[FAULT_NOT_SOCKET] = "EBADF, not ENOTSOCK",
	[FAULT_POINTER] = "EINVAL, not EFAULT",
	[FAULT_OVERRUN] = "recv writes one byte too many",
	[FAULT_DATA] = "one byte of many is wrong",
	[FAULT_LOST] = "a fault within the buffer loses data",
	[FAULT_OFFSET] = "sendfile leaves the offset",
	[FAULT_POSITION] = "sendfile moves the file's position, too",
	[FAULT_LAST_BUFFER] = "the last of several buffers is ignored",
	[FAULT_MANY_BUFFERS] = "1025 buffers are accepted",
	[FAULT_FLAGS] = "msg_flags is not set",
	[FAULT_NAME] = "msg_namelen is not set",
	[FAULT_MORE] = "MSG_MORE is ignored",
	[FAULT_URGENT] = "MSG_OOB is ignored",
	[FAULT_RESTART] = "every call is restarted after a signal",
	[FAULT_HANDLE] = "a handle is the descriptor",
	[FAULT_APPEND] = "sendfile to O_APPEND is accepted",
	[FAULT_UNKNOWN] = "unknown flags are refused",
	[FAULT_TRUNCATE] = "MSG_TRUNC copies the data",
	[FAULT_BROKEN] = "ECONNRESET, not EPIPE",
};

#define KNOWN_FLAGS                                                       \
	(MSG_OOB | MSG_PEEK | MSG_DONTROUTE | MSG_TRUNC | MSG_DONTWAIT |  \
	 MSG_EOR | MSG_WAITALL | MSG_NOSIGNAL | MSG_MORE | MSG_ERRQUEUE | \
	 MSG_ZEROCOPY | MSG_FASTOPEN | MSG_CMSG_CLOEXEC | MSG_CONFIRM)

static bool receives(enum api api)
{
	return api >= RECV;
}

static long by_faulty_function(const struct request *right, int fd,
			       ukl_tcp_handle handle)
{
	struct request changed = *right, *r = &changed;
	struct msghdr before = { 0 };
	off_t offset = 0, position = -1;
	bool file = r->api >= SENDFILE && r->api <= HANDLE_SENDFILE;
	bool message = r->api == RECVMSG;
	int status = -1;
	long result;
	char lost;

	if (message && r->message->msg_iovlen)
		before = *r->message;
	if (file && r->offset && (fault == FAULT_OFFSET))
		offset = *r->offset;
	if (file && fault == FAULT_POSITION && r->offset)
		position = lseek(r->file, 0, SEEK_CUR);

	switch (fault) {
	case FAULT_SIGNAL:
		r->flags &= ~MSG_NOSIGNAL;
		break;
	case FAULT_NO_SIGNAL:
		r->flags |= receives(r->api) ? 0 : MSG_NOSIGNAL;
		break;
	case FAULT_PEEK:
		r->flags &= receives(r->api) ? ~MSG_PEEK : ~0;
		break;
	case FAULT_WAITS:
		r->flags &= ~MSG_DONTWAIT;
		break;
	case FAULT_NEVER_WAITS:
		r->flags |= receives(r->api) ? MSG_DONTWAIT : 0;
		break;
	case FAULT_TRUNCATE:
		r->flags &= receives(r->api) ? ~MSG_TRUNC : ~0;
		break;
	case FAULT_MORE:
		r->flags &= ~MSG_MORE;
		break;
	case FAULT_URGENT:
		r->flags &= ~MSG_OOB;
		break;
	case FAULT_UNKNOWN:
		if (r->flags & ~KNOWN_FLAGS) {
			errno = EINVAL;
			return -1;
		}
		break;
	case FAULT_LAST_BUFFER:
		if (r->count > 1 && r->count < 1000)
			r->count--;
		break;
	case FAULT_MANY_BUFFERS:
		if (r->count == 1025)
			r->count--;
		break;
	case FAULT_APPEND:
		if (file) {
			status = fcntl(fd, F_GETFL);
			fcntl(fd, F_SETFL, status & ~O_APPEND);
		}
		break;
	}
	if (fault == FAULT_HANDLE && r->api == HANDLE_SEND)
		r->api = SEND;
	if (fault == FAULT_HANDLE && r->api == HANDLE_RECV)
		r->api = RECV;

	do
		result = by_function(r, fd, handle);
	while (fault == FAULT_RESTART && result == -1 && errno == EINTR);

	if (status != -1)
		fcntl(fd, F_SETFL, status);
	if (position >= 0 && result > 0)
		lseek(r->file, result, SEEK_CUR);
	if (file && r->offset && fault == FAULT_OFFSET && result > 0)
		*r->offset = offset;
	if (fault == FAULT_COUNT && !receives(r->api) && result > 1000)
		result--;
	if (fault == FAULT_ERRNO && result > 0)
		errno = EAGAIN;
	if (fault == FAULT_NOT_SOCKET && result == -1 && errno == ENOTSOCK)
		errno = EBADF;
	if (fault == FAULT_POINTER && result == -1 && errno == EFAULT)
		errno = EINVAL;
	if (fault == FAULT_LOST && result == -1 && errno == EFAULT &&
	    receives(r->api)) {
		recv(fd, &lost, 1, MSG_DONTWAIT);
		errno = EFAULT;
	}
	if (fault == FAULT_BROKEN && result == -1 && errno == EPIPE)
		errno = ECONNRESET;
	if (receives(r->api) && r->buffer && result > 0 &&
	    (size_t)result < r->length) {
		if (fault == FAULT_OVERRUN)
			RAW(SYS_getrandom, r->buffer + result, 1, 0);
		if (fault == FAULT_DATA && result > 4096)
			r->buffer[4000] ^= 1;
	}
	if (message && result >= 0 && fault == FAULT_FLAGS)
		r->message->msg_flags = before.msg_flags;
	if (message && result >= 0 && fault == FAULT_NAME)
		r->message->msg_namelen = before.msg_namelen;
	return result;
}
#endif

static struct answer perform_any(const struct request *request)
{
	struct answer answer = { 0, 0, 0, 0 };
	struct handle *handle = NULL;
	int fd = request->fd;
	ukl_tcp_handle value = -1;

	if (by_handle(request->api)) {
		handle = &handles[fd];
		fd = handle->open ? handle->fd : -1;
		value = handle->value; /* a closed one stays closed */
	}

	pipe_signals = 0;
	urgent_signals = 0;
	errno = FOREIGN;
	if (way == BY_CALLS) {
#ifdef INJECT_FAULT
		if (fault)
			answer.result = by_faulty_function(request, fd, value);
		else
#endif
			answer.result = by_function(request, fd, value);
		answer.pipes = pipe_signals;
		answer.urgents = urgent_signals;
		answer.error = errno == FOREIGN ? 0 : errno;
		/* made of two calls, of which the second may have failed */
		if (request->api == TCP_SENDFILEV && answer.result >= 0)
			answer.error = 0;
		return answer;
	}

	answer.result = by_instruction(request, fd);
	answer.pipes = pipe_signals;
	answer.urgents = urgent_signals;
	if (answer.result < 0 && answer.result > -4096) {
		answer.error = (int)-answer.result;
		answer.result = -1;
	}
	return answer;
}

struct answer perform(const struct request *request)
{
	struct answer answer = perform_any(request);

	/* what else is wrong may be found first */
	if (by_handle(request->api) && !handles[request->fd].open &&
	    answer.result == -1)
		answer.error = EBADF;
	return answer;
}

long set_option(int fd, int level, int name, const void *value, socklen_t size)
{
	if (way == BY_INSTRUCTION)
		return RAW(SYS_setsockopt, fd, level, name, value, size);
	errno = FOREIGN;
	if (setsockopt(fd, level, name, value, size) == -1)
		return -errno;
	return errno == FOREIGN ? 0 : errno;
}

long ask(int fd, unsigned long request, int *value)
{
	if (way == BY_INSTRUCTION)
		return RAW(SYS_ioctl, fd, request, value);
	errno = FOREIGN;
	if (ioctl(fd, request, value) == -1)
		return -errno;
	return errno == FOREIGN ? 0 : errno;
}

/* Errors as ukl_tcp_open() promises them, from ordinary calls */
static long open_by_instruction(struct handle *handle, int fd)
{
	int type = 0, protocol = 0;
	socklen_t size = sizeof(int);
	long result;

	result = RAW(SYS_getsockopt, fd, SOL_SOCKET, SO_TYPE, &type, &size);
	if (result < 0)
		return result;
	result = RAW(SYS_getsockopt, fd, SOL_SOCKET, SO_PROTOCOL, &protocol,
		     &size);
	if (result < 0)
		return result;
	if (type != SOCK_STREAM || protocol != IPPROTO_TCP)
		return -EOPNOTSUPP;
	result = RAW(SYS_fcntl, fd, F_DUPFD_CLOEXEC, COPIES);
	if (result < 0)
		return result;
	handle->fd = (int)result;
	return 0;
}

struct answer handle_open(int number, int fd)
{
	struct handle *handle = &handles[number];
	struct answer answer = { 0, 0, 0, 0 };

	errno = FOREIGN;
	if (way == BY_CALLS) {
		ukl_tcp_handle value = ukl_tcp_open(fd);

		if (value < 0)
			answer.result = -1;
		else
			handle->value = value;
		handle->fd = fd;
		answer.error = errno == FOREIGN ? 0 : errno;
	} else {
		answer.result = open_by_instruction(handle, fd);
		if (answer.result < 0) {
			answer.error = (int)-answer.result;
			answer.result = -1;
		}
	}
	if (answer.result == 0)
		handle->open = true;
	return answer;
}

struct answer handle_close(int number)
{
	struct handle *handle = &handles[number];
	struct request send = { .api = HANDLE_SEND,
				.fd = number,
				.flags = MSG_DONTWAIT };
	struct answer answer = { 0, 0, 0, 0 };
	bool open = handle->open;

	handle->open = false;
	errno = FOREIGN;
	if (way == BY_CALLS) {
		answer.result = ukl_tcp_close(handle->value);
		answer.error = errno == FOREIGN ? 0 : errno;
	} else if (open) {
		answer.result = RAW(SYS_close, handle->fd);
	} else {
		answer.result = -1;
		answer.error = EBADF;
	}
	if (perform_any(&send).error != EBADF)
		answer.error = EEXIST;
	return answer;
}

struct answer handle_foreign(int64_t value)
{
	struct answer answer = { -1, EBADF, 0, 0 };
	char byte = 0;

	if (way != BY_CALLS)
		return answer;
	if (ukl_tcp_hsend(value, &byte, 1, MSG_DONTWAIT) != -1 ||
	    errno != EBADF || ukl_tcp_hrecv(value, &byte, 1, 0) != -1 ||
	    errno != EBADF || ukl_tcp_close(value) != -1)
		answer.result = 0;
	answer.error = errno;
	return answer;
}

bool handle_is_open(int number)
{
	return handles[number].open;
}
