/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * System calls that block, about seventy of them. Each runs in a process of its
 * own, in which a second thread lets it return when the test says so.
 *
 *	struct blocked *b = blocked_start(&blockings[i], way, SA_RESTART);
 *	blocked_wait(b);		it sleeps in the call, or is done
 *	kill(b->pid, SIGUSR1);		counted in b->handled
 *	blocked_release(b);
 *	printf("%s\n", blocked_end(b));	its result and what it brought
 */
#ifndef CALL_BLOCKING_H
#define CALL_BLOCKING_H

#include "call-ways.h"
#include "net.h"
#include "task-state.h"
#include <linux/aio_abi.h>
#include <linux/futex.h>
#include <mqueue.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <termios.h>

/* What a call with a short timeout waits */
static long timed_ms = 100000;

struct sized_mask {
	const sigset_t *set;
	size_t size;
};

/* In memory that the test and the process share */
struct blocked {
	const struct blocking *what;
	enum way way;

	/* the call */
	long number;
	long arguments[6];

	/* what it works on */
	int fd[4];
	size_t filled;
	int id; /* of System V IPC */
	int id_kind;
	char path[64];
	uint32_t word;
	struct timespec time;
	struct timeval timeval;
	struct iovec vector;
	struct mmsghdr message;
	struct sockaddr_storage address;
	socklen_t length;
	struct pollfd poll;
	fd_set set;
	sigset_t mask;
	struct sized_mask sized;
	struct epoll_event event;
	siginfo_t info;
	struct rusage usage;
	int status;
	struct flock lock;
	struct sembuf operation;
	struct mq_attr attributes;
	struct {
		uint64_t value, address;
		uint32_t flags, reserved;
	} waiter;
	aio_context_t aio;
	struct iocb iocb;
	struct io_event aio_event;
	long type; /* with buffer a struct msgbuf */
	char buffer[256];

	/* progress */
	pid_t pid;
	int control[2];
	int reaped, status_of_child;
	volatile pid_t helper, holder;
	volatile int calling, done, released, handled;
	volatile long result;
	char text[128];
};

enum result { IS_NUMBER, IS_FD, IS_PID };

struct blocking {
	const char *name;
	void (*prepare)(struct blocked *b);
	void (*release)(struct blocked *b);
	/* more about the outcome, into b->text */
	void (*describe)(struct blocked *b);
	enum result result;
	int timed; /* ends by itself after that time */
};

#define SET_CALL(name, ...) \
	SET_PICK(SYS_##name, __VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)
#define SET_PICK(nr, a, b_, c, d, e, f, ...)                        \
	(b->number = (nr), b->arguments[0] = (long)(a),             \
	 b->arguments[1] = (long)(b_), b->arguments[2] = (long)(c), \
	 b->arguments[3] = (long)(d), b->arguments[4] = (long)(e),  \
	 b->arguments[5] = (long)(f))

#define PREPARE(name) static inline void prepare_##name(struct blocked *b)
#define RELEASE(name) static inline void release_##name(struct blocked *b)
#define DESCRIBE(name) static inline void describe_##name(struct blocked *b)
#define SAY(...) snprintf(b->text, sizeof(b->text), __VA_ARGS__)

static inline void set_blocking(int fd, int blocking)
{
	int flags = (int)MUST(fcntl(fd, F_GETFL));

	MUST(fcntl(fd, F_SETFL,
		   blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK));
}

static inline void fill(struct blocked *b)
{
	static const char zeros[4096];
	ssize_t count;

	set_blocking(b->fd[1], 0);
	while ((count = write(b->fd[1], zeros, sizeof(zeros))) > 0)
		b->filled += (size_t)count;
	while (write(b->fd[1], zeros, 1) > 0)
		b->filled++;
	set_blocking(b->fd[1], 1);
}

static inline void new_pipe(struct blocked *b)
{
	MUST(pipe(b->fd));
}

static inline void new_pair(struct blocked *b, int type)
{
	MUST(socketpair(AF_UNIX, type, 0, b->fd));
}

/* A process that ends when it is told; it runs act first */
static inline void new_holder(struct blocked *b, void (*act)(struct blocked *b))
{
	int ready[2];
	char byte;
	pid_t pid; /* b is the same in both */

	MUST(pipe(ready));
	pid = child();
	if (pid == 0) {
		if (act)
			act(b);
		MUST(write(ready[1], "", 1));
		for (;;)
			pause();
	}
	b->holder = pid;
	read_all(ready[0], &byte, 1);
	MUST(close(ready[0]));
	MUST(close(ready[1]));
}

static inline void in_seconds(struct timespec *time, clockid_t clock, long ms)
{
	MUST(clock_gettime(clock, time));
	time->tv_sec += ms / 1000;
	time->tv_nsec += ms % 1000 * 1000000;
	if (time->tv_nsec >= 1000000000) {
		time->tv_nsec -= 1000000000;
		time->tv_sec++;
	}
}

static inline void temporary(struct blocked *b)
{
	snprintf(b->path, sizeof(b->path), "/tmp/blocking.%d", getpid());
}

static inline void in_time(struct blocked *b)
{
	b->time.tv_sec = timed_ms / 1000;
	b->time.tv_nsec = timed_ms % 1000 * 1000000;
}

RELEASE(nothing)
{
	(void)b;
}

RELEASE(write)
{
	MUST(write(b->fd[1], "hello", 5));
}

/* Take what fill() wrote, and no more */
RELEASE(drain)
{
	char buffer[4096];

	while (b->filled > 0) {
		size_t size = b->filled < sizeof(buffer) ? b->filled :
							   sizeof(buffer);

		read_all(b->fd[0], buffer, size);
		b->filled -= size;
	}
}

DESCRIBE(buffer)
{
	SAY("%.16s", b->buffer);
}

/* read and its kin */

PREPARE(read_pipe)
{
	new_pipe(b);
	SET_CALL(read, b->fd[0], b->buffer, 16);
}

PREPARE(read_socket)
{
	new_pair(b, SOCK_STREAM);
	SET_CALL(read, b->fd[0], b->buffer, 16);
}

PREPARE(read_tty)
{
	int number = 0, lock = 0;
	char path[32];

	b->fd[1] = (int)MUST(posix_openpt(O_RDWR | O_NOCTTY));
	MUST(ioctl(b->fd[1], TIOCSPTLCK, &lock));
	MUST(ioctl(b->fd[1], TIOCGPTN, &number));
	snprintf(path, sizeof(path), "/dev/pts/%d", number);
	b->fd[0] = open(path, O_RDWR | O_NOCTTY);
	if (b->fd[0] < 0) /* no devpts there */
		b->fd[0] = (int)MUST(
			ioctl(b->fd[1], TIOCGPTPEER, O_RDWR | O_NOCTTY));
	SET_CALL(read, b->fd[0], b->buffer, 16);
}

RELEASE(read_tty)
{
	MUST(write(b->fd[1], "hello\n", 6));
}

DESCRIBE(line)
{
	SAY("%.5s", b->buffer);
}

PREPARE(read_eventfd)
{
	b->fd[0] = (int)MUST(eventfd(0, 0));
	SET_CALL(read, b->fd[0], b->buffer, 8);
}

RELEASE(read_eventfd)
{
	MUST(eventfd_write(b->fd[0], 4711));
}

DESCRIBE(value)
{
	uint64_t value;

	memcpy(&value, b->buffer, sizeof(value));
	SAY("%ld", (long)value);
}

PREPARE(read_timerfd)
{
	struct itimerspec spec = { { 0, 0 }, { 1000, 0 } };

	b->fd[0] = (int)MUST(timerfd_create(CLOCK_MONOTONIC, 0));
	MUST(timerfd_settime(b->fd[0], 0, &spec, NULL));
	SET_CALL(read, b->fd[0], b->buffer, 8);
}

RELEASE(read_timerfd)
{
	struct itimerspec spec = { { 0, 0 }, { 0, 1 } };

	MUST(timerfd_settime(b->fd[0], 0, &spec, NULL));
}

PREPARE(read_signalfd)
{
	sigemptyset(&b->mask);
	sigaddset(&b->mask, SIGUSR2);
	b->fd[0] = (int)MUST(signalfd(-1, &b->mask, 0));
	SET_CALL(read, b->fd[0], b->buffer, sizeof(struct signalfd_siginfo));
}

RELEASE(usr2)
{
	MUST(kill(b->pid, SIGUSR2));
}

PREPARE(read_inotify)
{
	temporary(b);
	MUST(mkdir(b->path, 0700));
	b->fd[0] = (int)MUST(inotify_init1(0));
	MUST(inotify_add_watch(b->fd[0], b->path, IN_DELETE_SELF | IN_ONLYDIR));
	SET_CALL(read, b->fd[0], b->buffer, sizeof(struct inotify_event));
}

RELEASE(read_inotify)
{
	MUST(rmdir(b->path));
}

PREPARE(readv)
{
	new_pipe(b);
	b->vector = (struct iovec){ b->buffer, 16 };
	SET_CALL(readv, b->fd[0], &b->vector, 1);
}

PREPARE(preadv2)
{
	new_pipe(b);
	b->vector = (struct iovec){ b->buffer, 16 };
	SET_CALL(preadv2, b->fd[0], &b->vector, 1, -1, -1, 0);
}

PREPARE(splice)
{
	new_pipe(b);
	MUST(pipe(b->fd + 2));
	SET_CALL(splice, b->fd[0], NULL, b->fd[3], NULL, 16, 0);
}

PREPARE(tee)
{
	new_pipe(b);
	MUST(pipe(b->fd + 2));
	SET_CALL(tee, b->fd[0], b->fd[3], 16, 0);
}

DESCRIBE(second_pipe)
{
	set_blocking(b->fd[2], 0);
	if (read(b->fd[2], b->buffer, 16) > 0)
		SAY("%.16s", b->buffer);
}

/* write and its kin */

PREPARE(write_pipe)
{
	new_pipe(b);
	fill(b);
	SET_CALL(write, b->fd[1], "hello", 5);
}

PREPARE(writev)
{
	new_pipe(b);
	fill(b);
	b->vector = (struct iovec){ (void *)"hello", 5 };
	SET_CALL(writev, b->fd[1], &b->vector, 1);
}

PREPARE(vmsplice)
{
	new_pipe(b);
	fill(b);
	b->vector = (struct iovec){ (void *)"hello", 5 };
	SET_CALL(vmsplice, b->fd[1], &b->vector, 1, 0);
}

PREPARE(sendfile)
{
	temporary(b);
	b->fd[2] = (int)MUST(open(b->path, O_RDWR | O_CREAT, 0600));
	MUST(write(b->fd[2], "hello", 5));
	MUST(lseek(b->fd[2], 0, SEEK_SET));
	new_pipe(b);
	fill(b);
	SET_CALL(sendfile, b->fd[1], b->fd[2], NULL, 5);
}

DESCRIBE(pipe)
{
	set_blocking(b->fd[0], 0);
	if (read(b->fd[0], b->buffer, 16) > 0)
		SAY("%.16s", b->buffer);
}

/* sockets */

static inline void new_udp(struct blocked *b)
{
	struct sockaddr_in *address = (struct sockaddr_in *)&b->address;

	b->length = sizeof(*address);
	for (int i = 0; i < 2; i++) {
		b->fd[i] = (int)MUST(socket(AF_INET, SOCK_DGRAM, 0));
		memset(address, 0, sizeof(*address));
		address->sin_family = AF_INET;
		address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		MUST(bind(b->fd[i], (struct sockaddr *)address,
			  sizeof(*address)));
	}
	MUST(getsockname(b->fd[0], (struct sockaddr *)address, &b->length));
	MUST(connect(b->fd[1], (struct sockaddr *)address, b->length));
	b->length = sizeof(b->address);
	memset(address, 0, sizeof(*address));
}

PREPARE(recvfrom)
{
	new_udp(b);
	SET_CALL(recvfrom, b->fd[0], b->buffer, 16, MSG_TRUNC, &b->address,
		 &b->length);
}

/* The sender's address came along */
DESCRIBE(sender)
{
	struct sockaddr_in own, *from = (struct sockaddr_in *)&b->address;
	socklen_t length = sizeof(own);

	MUST(getsockname(b->fd[1], (struct sockaddr *)&own, &length));
	SAY("%.16s from %d %d", b->buffer, b->length == sizeof(own),
	    from->sin_port == own.sin_port);
}

PREPARE(recv_timeout)
{
	struct timeval time = { 100, 0 };

	new_pair(b, SOCK_STREAM);
	MUST(setsockopt(b->fd[0], SOL_SOCKET, SO_RCVTIMEO, &time,
			sizeof(time)));
	SET_CALL(recvfrom, b->fd[0], b->buffer, 16, 0, NULL, NULL);
}

PREPARE(recvmsg)
{
	new_udp(b);
	b->vector = (struct iovec){ b->buffer, 16 };
	b->message.msg_hdr.msg_iov = &b->vector;
	b->message.msg_hdr.msg_iovlen = 1;
	b->message.msg_hdr.msg_name = &b->address;
	b->message.msg_hdr.msg_namelen = sizeof(b->address);
	SET_CALL(recvmsg, b->fd[0], &b->message.msg_hdr, 0);
}

DESCRIBE(message)
{
	b->length = b->message.msg_hdr.msg_namelen;
	describe_sender(b);
}

PREPARE(recvmmsg)
{
	prepare_recvmsg(b);
	SET_CALL(recvmmsg, b->fd[0], &b->message, 1, 0, NULL);
}

/* To an address, when the receiver's queue is full */
PREPARE(sendto)
{
	struct sockaddr_un *address = (struct sockaddr_un *)&b->address;

	address->sun_family = AF_UNIX;
	b->length = (socklen_t)offsetof(struct sockaddr_un, sun_path) + 1 +
		    (socklen_t)snprintf(address->sun_path + 1, 40,
					"blocking.%d", getpid());
	b->fd[0] = (int)MUST(socket(AF_UNIX, SOCK_DGRAM, 0));
	b->fd[1] = (int)MUST(socket(AF_UNIX, SOCK_DGRAM, 0));
	MUST(bind(b->fd[0], (struct sockaddr *)address, b->length));
	while (sendto(b->fd[1], "fill", 4, MSG_DONTWAIT,
		      (struct sockaddr *)address, b->length) == 4)
		;
	SET_CALL(sendto, b->fd[1], "hello", 5, MSG_NOSIGNAL, address,
		 b->length);
}

DESCRIBE(last)
{
	while (recv(b->fd[0], b->buffer, 16, MSG_DONTWAIT) > 0)
		;
	SAY("%.16s", b->buffer);
}

RELEASE(receive_one)
{
	char buffer[16];

	MUST(recv(b->fd[0], buffer, sizeof(buffer), 0));
}

PREPARE(send_stream)
{
	new_pair(b, SOCK_STREAM);
	fill(b);
	SET_CALL(sendto, b->fd[1], "hello", 5, 0, NULL, 0);
}

PREPARE(sendmsg)
{
	new_pair(b, SOCK_STREAM);
	fill(b);
	b->vector = (struct iovec){ (void *)"hello", 5 };
	b->message.msg_hdr.msg_iov = &b->vector;
	b->message.msg_hdr.msg_iovlen = 1;
	SET_CALL(sendmsg, b->fd[1], &b->message.msg_hdr, 0);
}

PREPARE(sendmmsg)
{
	prepare_sendmsg(b);
	SET_CALL(sendmmsg, b->fd[1], &b->message, 1, 0);
}

PREPARE(accept)
{
	b->fd[0] = tcp_listen((struct sockaddr_in *)&b->address);
	b->length = sizeof(b->address);
	SET_CALL(accept, b->fd[0], b->buffer, &b->length);
}

RELEASE(accept)
{
	b->fd[1] = tcp_connect((struct sockaddr_in *)&b->address);
}

PREPARE(accept4)
{
	prepare_accept(b);
	SET_CALL(accept4, b->fd[0], b->buffer, &b->length, SOCK_CLOEXEC);
}

DESCRIBE(accept)
{
	SAY("address of %d bytes, close on exec %d", (int)b->length,
	    fcntl((int)b->result, F_GETFD) == FD_CLOEXEC);
}

PREPARE(connect_unix)
{
	struct sockaddr_un *address = (struct sockaddr_un *)&b->address;

	address->sun_family = AF_UNIX;
	b->length = (socklen_t)offsetof(struct sockaddr_un, sun_path) + 1 +
		    (socklen_t)snprintf(address->sun_path + 1, 40,
					"blocking.%d", getpid());
	b->fd[0] = (int)MUST(socket(AF_UNIX, SOCK_STREAM, 0));
	MUST(bind(b->fd[0], (struct sockaddr *)address, b->length));
	MUST(listen(b->fd[0], 0));
	b->fd[1] = (int)MUST(socket(AF_UNIX, SOCK_STREAM, 0));
	MUST(connect(b->fd[1], (struct sockaddr *)address, b->length));
	b->fd[2] = (int)MUST(socket(AF_UNIX, SOCK_STREAM, 0));
	SET_CALL(connect, b->fd[2], address, b->length);
}

RELEASE(connect)
{
	MUST(accept(b->fd[0], NULL, NULL));
}

/* processes */

PREPARE(wait4)
{
	new_holder(b, NULL);
	SET_CALL(wait4, b->holder, &b->status, 0, &b->usage);
}

RELEASE(kill)
{
	MUST(kill(b->holder, SIGKILL));
}

DESCRIBE(status)
{
	SAY("%s", fate(b->status));
	b->holder = 0;
}

PREPARE(waitid)
{
	new_holder(b, NULL);
	SET_CALL(waitid, P_PID, b->holder, &b->info, WEXITED, &b->usage);
}

DESCRIBE(waitid)
{
	SAY("of the child %d, %d", b->info.si_pid == b->holder,
	    b->info.si_code);
	b->holder = 0;
}

/* futexes and time */

PREPARE(futex)
{
	SET_CALL(futex, &b->word, FUTEX_WAIT, 0, NULL, NULL, 0);
}

RELEASE(futex)
{
	b->word = 1;
	syscall(SYS_futex, &b->word, FUTEX_WAKE, 1, NULL, NULL, 0);
}

PREPARE(futex_timeout)
{
	b->time = (struct timespec){ 100, 0 };
	SET_CALL(futex, &b->word, FUTEX_WAIT, 0, &b->time, NULL, 0);
}

PREPARE(futex_bitset)
{
	in_seconds(&b->time, CLOCK_MONOTONIC, 100000);
	SET_CALL(futex, &b->word, FUTEX_WAIT_BITSET, 0, &b->time, NULL, 4);
}

RELEASE(futex_bitset)
{
	/* not for bit 1: only its own bit wakes it */
	syscall(SYS_futex, &b->word, FUTEX_WAKE_BITSET, 1, NULL, NULL, 1);
	b->word = 1;
	syscall(SYS_futex, &b->word, FUTEX_WAKE_BITSET, 1, NULL, NULL, 4);
}

PREPARE(futex_timed)
{
	in_time(b);
	SET_CALL(futex, &b->word, FUTEX_WAIT, 0, &b->time, NULL, 0);
}

PREPARE(futex_pi)
{
	b->word = (uint32_t)b->helper;
	SET_CALL(futex, &b->word, FUTEX_LOCK_PI, 0, NULL, NULL, 0);
}

RELEASE(futex_pi)
{
	syscall(SYS_futex, &b->word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0);
}

DESCRIBE(futex_pi)
{
	SAY("owner %d", (b->word & FUTEX_TID_MASK) == (uint32_t)b->pid);
}

PREPARE(futex_waitv)
{
	b->waiter.address = (uintptr_t)&b->word;
	b->waiter.flags = FUTEX_32;
	SET_CALL(futex_waitv, &b->waiter, 1, 0, NULL, 0);
}

PREPARE(nanosleep)
{
	in_time(b);
	SET_CALL(nanosleep, &b->time, b->buffer);
}

PREPARE(clock_nanosleep)
{
	in_time(b);
	SET_CALL(clock_nanosleep, CLOCK_REALTIME, 0, &b->time, b->buffer);
}

PREPARE(clock_nanosleep_absolute)
{
	in_seconds(&b->time, CLOCK_MONOTONIC, timed_ms);
	SET_CALL(clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, &b->time,
		 NULL);
}

/* What is left is less than what it was */
DESCRIBE(left)
{
	struct timespec left;

	memcpy(&left, b->buffer, sizeof(left));
	if (b->result == -EINTR)
		SAY("left %d",
		    left.tv_sec > 0 && left.tv_sec < timed_ms / 1000);
}

/* many descriptors */

static inline void set_mask(struct blocked *b)
{
	sigemptyset(&b->mask);
	sigaddset(&b->mask, SIGTERM);
	sigaddset(&b->mask, SIGUSR2);
	b->sized = (struct sized_mask){ &b->mask, 8 };
}

/* The mask of before is back */
DESCRIBE(mask)
{
	sigset_t now;

	sigprocmask(SIG_SETMASK, NULL, &now);
	SAY("mask %d %d", sigismember(&now, SIGTERM),
	    sigismember(&now, SIGUSR2));
}

static inline void new_poll(struct blocked *b)
{
	new_pipe(b);
	b->poll = (struct pollfd){ .fd = b->fd[0], .events = POLLIN };
}

PREPARE(poll)
{
	new_poll(b);
	SET_CALL(poll, &b->poll, 1, -1);
}

DESCRIBE(poll)
{
	SAY("events %x", b->poll.revents);
}

PREPARE(poll_timed)
{
	new_poll(b);
	SET_CALL(poll, &b->poll, 1, timed_ms);
}

PREPARE(ppoll)
{
	new_poll(b);
	set_mask(b);
	b->time = (struct timespec){ 100, 0 };
	SET_CALL(ppoll, &b->poll, 1, &b->time, &b->mask, 8);
}

PREPARE(select)
{
	new_pipe(b);
	FD_ZERO(&b->set);
	FD_SET(b->fd[0], &b->set);
	b->timeval = (struct timeval){ 100, 0 };
	SET_CALL(select, b->fd[0] + 1, &b->set, NULL, NULL, &b->timeval);
}

DESCRIBE(select)
{
	SAY("ready %d", FD_ISSET(b->fd[0], &b->set) && b->result == 1);
}

PREPARE(pselect6)
{
	prepare_select(b);
	set_mask(b);
	b->time = (struct timespec){ 100, 0 };
	SET_CALL(pselect6, b->fd[0] + 1, &b->set, NULL, NULL, &b->time,
		 &b->sized);
}

static inline void new_epoll(struct blocked *b)
{
	new_pipe(b);
	b->fd[2] = (int)MUST(epoll_create1(0));
	b->event = (struct epoll_event){ EPOLLIN, { .u64 = 4711 } };
	MUST(epoll_ctl(b->fd[2], EPOLL_CTL_ADD, b->fd[0], &b->event));
	memset(&b->event, 0, sizeof(b->event));
	set_mask(b);
	b->time = (struct timespec){ 100, 0 };
}

PREPARE(epoll_wait)
{
	new_epoll(b);
	SET_CALL(epoll_wait, b->fd[2], &b->event, 1, -1);
}

DESCRIBE(epoll)
{
	SAY("data %d", (int)b->event.data.u64);
}

PREPARE(epoll_pwait)
{
	new_epoll(b);
	SET_CALL(epoll_pwait, b->fd[2], &b->event, 1, 100000, &b->mask, 8);
}

PREPARE(epoll_pwait2)
{
	new_epoll(b);
	SET_CALL(epoll_pwait2, b->fd[2], &b->event, 1, &b->time, &b->mask, 8);
}

PREPARE(io_getevents)
{
	MUST(syscall(SYS_io_setup, 4, &b->aio));
	temporary(b);
	b->fd[0] = (int)MUST(open(b->path, O_RDWR | O_CREAT, 0600));
	b->iocb.aio_lio_opcode = IOCB_CMD_PWRITE;
	b->iocb.aio_fildes = (uint32_t)b->fd[0];
	b->iocb.aio_buf = (uintptr_t) "hello";
	b->iocb.aio_nbytes = 5;
	b->iocb.aio_data = 4711;
	SET_CALL(io_getevents, b->aio, 1, 1, &b->aio_event, NULL);
}

RELEASE(io_getevents)
{
	struct iocb *list = &b->iocb;

	MUST(syscall(SYS_io_submit, b->aio, 1, &list));
}

DESCRIBE(io_getevents)
{
	SAY("event %d %d", (int)b->aio_event.data, (int)b->aio_event.res);
}

PREPARE(io_pgetevents)
{
	prepare_io_getevents(b);
	set_mask(b);
	b->time = (struct timespec){ 100, 0 };
	SET_CALL(io_pgetevents, b->aio, 1, 1, &b->aio_event, &b->time,
		 &b->sized);
}

/* System V IPC, message queues */

enum { NO_IPC, MESSAGES, SEMAPHORES };

static inline void new_messages(struct blocked *b)
{
	b->id = (int)MUST(msgget(IPC_PRIVATE, 0600));
	b->id_kind = MESSAGES;
}

PREPARE(msgrcv)
{
	new_messages(b);
	SET_CALL(msgrcv, b->id, &b->type, 16, 7, MSG_NOERROR);
}

RELEASE(msgrcv)
{
	struct {
		long type;
		char text[5];
	} other = { 6, "other" }, right = { 7, "hello" };

	MUST(msgsnd(b->id, &other, 5, 0));
	MUST(msgsnd(b->id, &right, 5, 0));
}

PREPARE(msgsnd)
{
	struct msqid_ds attributes;

	new_messages(b);
	MUST(msgctl(b->id, IPC_STAT, &attributes));
	attributes.msg_qbytes = 5;
	MUST(msgctl(b->id, IPC_SET, &attributes));
	b->type = 3;
	memcpy(b->buffer, "hello", 5);
	MUST(msgsnd(b->id, &b->type, 5, 0));
	SET_CALL(msgsnd, b->id, &b->type, 5, 0);
}

RELEASE(msgsnd)
{
	struct {
		long type;
		char text[5];
	} message;

	MUST(msgrcv(b->id, &message, 5, 0, 0));
}

static inline void new_semaphores(struct blocked *b)
{
	b->id = (int)MUST(semget(IPC_PRIVATE, 1, 0600));
	b->id_kind = SEMAPHORES;
	b->operation = (struct sembuf){ 0, -2, 0 };
	b->time = (struct timespec){ 100, 0 };
}

PREPARE(semop)
{
	new_semaphores(b);
	SET_CALL(semop, b->id, &b->operation, 1);
}

RELEASE(semop)
{
	MUST(semctl(b->id, 0, SETVAL, 3));
}

DESCRIBE(semop)
{
	SAY("value %d", semctl(b->id, 0, GETVAL));
}

PREPARE(semtimedop)
{
	new_semaphores(b);
	SET_CALL(semtimedop, b->id, &b->operation, 1, &b->time);
}

static inline void new_mq(struct blocked *b)
{
	char name[40];

	snprintf(name, sizeof(name), "/blocking.%d", getpid());
	b->attributes.mq_maxmsg = 1;
	b->attributes.mq_msgsize = 16;
	b->fd[0] = (int)MUST(
		mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &b->attributes));
	MUST(mq_unlink(name));
	in_seconds(&b->time, CLOCK_REALTIME, 100000);
}

PREPARE(mq_timedreceive)
{
	new_mq(b);
	SET_CALL(mq_timedreceive, b->fd[0], b->buffer, 16, &b->word, &b->time);
}

RELEASE(mq_timedreceive)
{
	MUST(mq_send(b->fd[0], "hello", 5, 9));
}

DESCRIBE(mq_timedreceive)
{
	SAY("%.16s priority %d", b->buffer, (int)b->word);
}

PREPARE(mq_timedsend)
{
	new_mq(b);
	MUST(mq_send(b->fd[0], "fill", 4, 1));
	SET_CALL(mq_timedsend, b->fd[0], "hello", 5, 8, &b->time);
}

RELEASE(mq_timedsend)
{
	char buffer[16];

	MUST(mq_receive(b->fd[0], buffer, sizeof(buffer), NULL));
}

DESCRIBE(mq_timedsend)
{
	unsigned int priority = 0;

	set_blocking(b->fd[0], 0);
	if (mq_receive(b->fd[0], b->buffer, 16, &priority) > 0)
		SAY("%.16s priority %d", b->buffer, (int)priority);
}

/* files */

static inline void new_file(struct blocked *b)
{
	temporary(b);
	for (int i = 0; i < 2; i++)
		b->fd[i] = (int)MUST(open(b->path, O_RDWR | O_CREAT, 0600));
	b->lock.l_type = F_WRLCK;
	b->lock.l_whence = SEEK_SET;
	b->lock.l_len = 10;
}

PREPARE(flock)
{
	new_file(b);
	MUST(flock(b->fd[1], LOCK_EX));
	SET_CALL(flock, b->fd[0], LOCK_EX);
}

RELEASE(flock)
{
	MUST(flock(b->fd[1], LOCK_UN));
}

PREPARE(ofd_lock)
{
	new_file(b);
	MUST(fcntl(b->fd[1], F_OFD_SETLK, &b->lock));
	SET_CALL(fcntl, b->fd[0], F_OFD_SETLKW, &b->lock);
}

RELEASE(ofd_lock)
{
	struct flock unlock = b->lock;

	unlock.l_type = F_UNLCK;
	MUST(fcntl(b->fd[1], F_OFD_SETLK, &unlock));
}

static inline void hold_lock(struct blocked *b)
{
	MUST(fcntl(b->fd[1], F_SETLK, &b->lock));
}

PREPARE(record_lock)
{
	new_file(b);
	new_holder(b, hold_lock);
	SET_CALL(fcntl, b->fd[0], F_SETLKW, &b->lock);
}

PREPARE(open_fifo)
{
	temporary(b);
	MUST(mkfifo(b->path, 0600));
	SET_CALL(open, b->path, O_RDONLY | O_CLOEXEC);
}

RELEASE(open_fifo)
{
	b->fd[1] = (int)MUST(open(b->path, O_WRONLY));
}

DESCRIBE(open_fifo)
{
	SAY("close on exec %d, access %d",
	    fcntl((int)b->result, F_GETFD) == FD_CLOEXEC,
	    fcntl((int)b->result, F_GETFL) & O_ACCMODE);
}

PREPARE(openat_fifo)
{
	temporary(b);
	MUST(mkfifo(b->path, 0600));
	SET_CALL(openat, AT_FDCWD, b->path, O_WRONLY, 0);
}

RELEASE(openat_fifo)
{
	b->fd[1] = (int)MUST(open(b->path, O_RDONLY));
}

/* signals */

PREPARE(rt_sigtimedwait)
{
	sigemptyset(&b->mask);
	sigaddset(&b->mask, SIGUSR2);
	b->time = (struct timespec){ 100, 0 };
	SET_CALL(rt_sigtimedwait, &b->mask, &b->info, &b->time, 8);
}

DESCRIBE(rt_sigtimedwait)
{
	SAY("from itself %d", b->info.si_pid == b->pid);
}

PREPARE(rt_sigsuspend)
{
	sigfillset(&b->mask);
	sigdelset(&b->mask, SIGUSR1);
	SET_CALL(rt_sigsuspend, &b->mask, 8);
}

PREPARE(pause)
{
	SET_CALL(pause, 0);
}

RELEASE(usr1)
{
	MUST(kill(b->pid, SIGUSR1));
}

/* clang-format off */
static const struct blocking blockings[] = {
	{ "read pipe", prepare_read_pipe, release_write, describe_buffer, IS_NUMBER, 0 },
	{ "read socket", prepare_read_socket, release_write, describe_buffer, IS_NUMBER, 0 },
	{ "read terminal", prepare_read_tty, release_read_tty, describe_line, IS_NUMBER, 0 },
	{ "read eventfd", prepare_read_eventfd, release_read_eventfd, describe_value, IS_NUMBER, 0 },
	{ "read timerfd", prepare_read_timerfd, release_read_timerfd, describe_value, IS_NUMBER, 0 },
	{ "read signalfd", prepare_read_signalfd, release_usr2, NULL, IS_NUMBER, 0 },
	{ "read inotify", prepare_read_inotify, release_read_inotify, NULL, IS_NUMBER, 0 },
	{ "readv", prepare_readv, release_write, describe_buffer, IS_NUMBER, 0 },
	{ "preadv2", prepare_preadv2, release_write, describe_buffer, IS_NUMBER, 0 },
	{ "splice", prepare_splice, release_write, describe_second_pipe, IS_NUMBER, 0 },
	{ "tee", prepare_tee, release_write, describe_second_pipe, IS_NUMBER, 0 },
	{ "write pipe", prepare_write_pipe, release_drain, describe_pipe, IS_NUMBER, 0 },
	{ "writev", prepare_writev, release_drain, describe_pipe, IS_NUMBER, 0 },
	{ "vmsplice", prepare_vmsplice, release_drain, describe_pipe, IS_NUMBER, 0 },
	{ "sendfile", prepare_sendfile, release_drain, describe_pipe, IS_NUMBER, 0 },
	{ "recvfrom", prepare_recvfrom, release_write, describe_sender, IS_NUMBER, 0 },
	{ "recv, SO_RCVTIMEO", prepare_recv_timeout, release_write, describe_buffer, IS_NUMBER, 0 },
	{ "recvmsg", prepare_recvmsg, release_write, describe_message, IS_NUMBER, 0 },
	{ "recvmmsg", prepare_recvmmsg, release_write, describe_message, IS_NUMBER, 0 },
	{ "sendto", prepare_sendto, release_receive_one, describe_last, IS_NUMBER, 0 },
	{ "send stream", prepare_send_stream, release_drain, describe_pipe, IS_NUMBER, 0 },
	{ "sendmsg", prepare_sendmsg, release_drain, describe_pipe, IS_NUMBER, 0 },
	{ "sendmmsg", prepare_sendmmsg, release_drain, describe_pipe, IS_NUMBER, 0 },
	{ "accept", prepare_accept, release_accept, describe_accept, IS_FD, 0 },
	{ "accept4", prepare_accept4, release_accept, describe_accept, IS_FD, 0 },
	{ "connect", prepare_connect_unix, release_connect, NULL, IS_NUMBER, 0 },
	{ "wait4", prepare_wait4, release_kill, describe_status, IS_PID, 0 },
	{ "waitid", prepare_waitid, release_kill, describe_waitid, IS_NUMBER, 0 },
	{ "futex", prepare_futex, release_futex, NULL, IS_NUMBER, 0 },
	{ "futex, timeout", prepare_futex_timeout, release_futex, NULL, IS_NUMBER, 0 },
	{ "futex, bits, absolute", prepare_futex_bitset, release_futex_bitset, NULL, IS_NUMBER, 0 },
	{ "futex, short timeout", prepare_futex_timed, release_nothing, NULL, IS_NUMBER, 1 },
	{ "futex, priority", prepare_futex_pi, release_futex_pi, describe_futex_pi, IS_NUMBER, 0 },
	{ "futex_waitv", prepare_futex_waitv, release_futex, NULL, IS_NUMBER, 0 },
	{ "nanosleep", prepare_nanosleep, release_nothing, describe_left, IS_NUMBER, 1 },
	{ "clock_nanosleep", prepare_clock_nanosleep, release_nothing, describe_left, IS_NUMBER, 1 },
	{ "clock_nanosleep, absolute", prepare_clock_nanosleep_absolute, release_nothing, NULL, IS_NUMBER, 1 },
	{ "poll", prepare_poll, release_write, describe_poll, IS_NUMBER, 0 },
	{ "poll, timeout", prepare_poll_timed, release_nothing, describe_poll, IS_NUMBER, 1 },
	{ "ppoll", prepare_ppoll, release_write, describe_mask, IS_NUMBER, 0 },
	{ "select", prepare_select, release_write, describe_select, IS_NUMBER, 0 },
	{ "pselect6", prepare_pselect6, release_write, describe_mask, IS_NUMBER, 0 },
	{ "epoll_wait", prepare_epoll_wait, release_write, describe_epoll, IS_NUMBER, 0 },
	{ "epoll_pwait", prepare_epoll_pwait, release_write, describe_mask, IS_NUMBER, 0 },
	{ "epoll_pwait2", prepare_epoll_pwait2, release_write, describe_mask, IS_NUMBER, 0 },
	{ "io_getevents", prepare_io_getevents, release_io_getevents, describe_io_getevents, IS_NUMBER, 0 },
	{ "io_pgetevents", prepare_io_pgetevents, release_io_getevents, describe_io_getevents, IS_NUMBER, 0 },
	{ "msgrcv", prepare_msgrcv, release_msgrcv, describe_buffer, IS_NUMBER, 0 },
	{ "msgsnd", prepare_msgsnd, release_msgsnd, NULL, IS_NUMBER, 0 },
	{ "semop", prepare_semop, release_semop, describe_semop, IS_NUMBER, 0 },
	{ "semtimedop", prepare_semtimedop, release_semop, describe_semop, IS_NUMBER, 0 },
	{ "mq_timedreceive", prepare_mq_timedreceive, release_mq_timedreceive, describe_mq_timedreceive, IS_NUMBER, 0 },
	{ "mq_timedsend", prepare_mq_timedsend, release_mq_timedsend, describe_mq_timedsend, IS_NUMBER, 0 },
	{ "flock", prepare_flock, release_flock, NULL, IS_NUMBER, 0 },
	{ "fcntl, open file lock", prepare_ofd_lock, release_ofd_lock, NULL, IS_NUMBER, 0 },
	{ "fcntl, record lock", prepare_record_lock, release_kill, NULL, IS_NUMBER, 0 },
	{ "open fifo", prepare_open_fifo, release_open_fifo, describe_open_fifo, IS_FD, 0 },
	{ "openat fifo", prepare_openat_fifo, release_openat_fifo, describe_open_fifo, IS_FD, 0 },
	{ "rt_sigtimedwait", prepare_rt_sigtimedwait, release_usr2, describe_rt_sigtimedwait, IS_NUMBER, 0 },
	{ "rt_sigsuspend", prepare_rt_sigsuspend, release_usr1, NULL, IS_NUMBER, 0 },
	{ "pause", prepare_pause, release_usr1, NULL, IS_NUMBER, 0 },
};
/* clang-format on */
#define BLOCKINGS ((int)(sizeof(blockings) / sizeof(blockings[0])))

static inline const struct blocking *blocking_named(const char *name)
{
	for (int i = 0; i < BLOCKINGS; i++)
		if (!strcmp(blockings[i].name, name))
			return &blockings[i];
	abort();
}

static struct blocked *blocked_self;

static inline void blocked_handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	blocked_self->handled++;
}

static inline void *blocked_helper(void *argument)
{
	struct blocked *b = argument;
	char byte;

	b->helper = gettid();
	if (read(b->control[0], &byte, 1) == 1)
		b->what->release(b);
	b->released = 1;
	for (;;) /* the main thread ends the process */
		pause();
	return NULL;
}

/* In a new process: make the call */
static inline void blocked_run(struct blocked *b, int flags)
{
	sigset_t all, usual;
	pthread_t helper;

	check_failures = 0;
	close(b->control[1]);
	blocked_self = b;
	b->pid = getpid();
	sigfillset(&all);
	sigemptyset(&usual);
	sigaddset(&usual, SIGUSR2);
	sigprocmask(SIG_SETMASK, &all, NULL);
	CHECK(pthread_create(&helper, NULL, blocked_helper, b) == 0);
	while (!b->helper)
		sched_yield();
	on(SIGUSR1, blocked_handler, flags);
	b->what->prepare(b);
	sigprocmask(SIG_SETMASK, &usual, NULL);
	b->calling = 1;
	b->result = call6(b->way, b->number, b->arguments[0], b->arguments[1],
			  b->arguments[2], b->arguments[3], b->arguments[4],
			  b->arguments[5]);
	b->done = 1;
	while (b->result >= 0 && !b->what->timed && !b->released)
		sched_yield();
	if (b->what->describe &&
	    (b->result >= 0 || b->what->describe == describe_mask ||
	     b->what->describe == describe_left))
		b->what->describe(b);
	_exit(finish());
}

static inline struct blocked *blocked_new(const struct blocking *what,
					  enum way way)
{
	struct blocked *b = mmap(NULL, sizeof(*b), PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	MUST((long)b);
	b->what = what;
	b->way = way;
	return b;
}

static inline struct blocked *blocked_start(const struct blocking *what,
					    enum way way, int flags)
{
	struct blocked *b = blocked_new(what, way);
	pid_t pid;

	MUST(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, b->control));
	pid = child();
	if (pid == 0)
		blocked_run(b, flags);
	b->pid = pid;
	MUST(close(b->control[0]));
	return b;
}

/* Has the process come to an end before its call did? */
static inline int blocked_died(struct blocked *b)
{
	if (!b->reaped &&
	    waitpid(b->pid, &b->status_of_child, WNOHANG) == b->pid)
		b->reaped = 1;
	return b->reaped;
}

/* Wait until it sleeps in the call: 1; or is done: 0 */
static inline int blocked_wait(struct blocked *b)
{
	for (;;) {
		if (b->done || blocked_died(b))
			return 0;
		if (b->calling && task_state(b->pid, b->pid) == 'S' && !b->done)
			return 1;
		sleep_ms(1);
	}
}

static inline void blocked_release(struct blocked *b)
{
	if (b->control[1] >= 0) {
		(void)send(b->control[1], "", 1, MSG_NOSIGNAL);
		MUST(close(b->control[1]));
		b->control[1] = -1;
	}
}

/* Remove what outlives the process */
static inline void blocked_tidy(struct blocked *b)
{
	if (b->control[1] >= 0)
		close(b->control[1]);
	if (b->holder > 0)
		kill(b->holder, SIGKILL);
	if (b->path[0]) {
		unlink(b->path);
		rmdir(b->path);
	}
	if (b->id_kind == MESSAGES)
		msgctl(b->id, IPC_RMID, NULL);
	if (b->id_kind == SEMAPHORES)
		semctl(b->id, 0, IPC_RMID);
}

/* Wait for its end and say what came of it; frees b */
static inline const char *blocked_end(struct blocked *b)
{
	static char text[256];
	char result[64];

	if (!b->reaped)
		b->status_of_child = reap(b->pid);
	if (b->result < 0)
		snprintf(result, sizeof(result), "%s",
			 errname(-(int)b->result));
	else if (b->what->result == IS_NUMBER)
		snprintf(result, sizeof(result), "%ld", b->result);
	else
		snprintf(result, sizeof(result), "a %s",
			 b->what->result == IS_FD ? "descriptor" : "pid");
	snprintf(text, sizeof(text), "%s%s%s%s%s", b->done ? result : "",
		 b->text[0] ? ", " : "", b->text, b->status_of_child ? " " : "",
		 b->status_of_child ? fate(b->status_of_child) : "");
	blocked_tidy(b);
	munmap(b, sizeof(*b));
	return text;
}

#endif
