// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls of four, five and six arguments do what they should with each of them,
 * by all ways and by the C library's functions; what is an int for a call may
 * have anything in its upper half.
 */
#include "call-ways.h"
#include "net.h"
#include <linux/futex.h>
#include <mqueue.h>
#include <poll.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/uio.h>

/* An int argument with garbage above */
#define DIRTY(value) (0x5a5a5a5a00000000ul | (uint32_t)(value))

static char folder[] = "/tmp/arguments.XXXXXX";
static int fd, second, folder_fd, ends[2];
static char text[64];

static void reset(void)
{
	MUST(ftruncate(fd, 0));
	MUST(ftruncate(second, 0));
	MUST(pwrite(fd, "0123456789", 10, 0));
	MUST(lseek(fd, 0, SEEK_SET));
	MUST(lseek(second, 0, SEEK_SET));
	memset(text, 0, sizeof(text));
}

static void files(enum way way)
{
	struct iovec vector[2] = { { text, 2 }, { text + 10, 2 } };
	struct timespec times[2] = { { 1000, 1 }, { 2000, 2 } };
	loff_t from = 2, to = 1;
	struct stat status;
	struct statx more;

	reset();
	CHECK(call(way, SYS_pread64, DIRTY(fd), text, 3, 4) == 3 &&
	      !strcmp(text, "456"));
	CHECK(call(way, SYS_pwrite64, DIRTY(fd), "ab", 2, 0x100000001) == 2);
	MUST(fstat(fd, &status));
	CHECK(status.st_size == 0x100000003);
	reset();
	CHECK(call(way, SYS_preadv, DIRTY(fd), vector, 2, 5, 0) == 4 &&
	      !strcmp(text, "56") && !strcmp(text + 10, "78"));
	CHECK(call(way, SYS_preadv2, DIRTY(fd), vector, 2, 1, 0, DIRTY(0)) ==
		      4 &&
	      !strcmp(text, "12") && !strcmp(text + 10, "34"));
	CHECK(call(way, SYS_preadv2, fd, vector, 2, 1, 0, 0x8000) ==
	      -EOPNOTSUPP);
	CHECK(call(way, SYS_pwritev2, DIRTY(second), vector, 2, 3, 0, 0) == 4);
	reset();
	CHECK(call(way, SYS_copy_file_range, DIRTY(fd), &from, DIRTY(second),
		   &to, 3, DIRTY(0)) == 3);
	CHECK(from == 5 && to == 4);
	CHECK(call(way, SYS_copy_file_range, fd, &from, second, &to, 3, 1) ==
	      -EINVAL);
	CHECK(pread(second, text, 8, 0) == 4 && !memcmp(text,
							"\0"
							"234",
							4));
	from = 6;
	CHECK(call(way, SYS_sendfile, DIRTY(ends[1]), DIRTY(fd), &from, 3) ==
	      3);
	CHECK(from == 9 && read(ends[0], text, 9) == 3 &&
	      !memcmp(text, "678", 3));
	from = 1;
	CHECK(call(way, SYS_splice, DIRTY(fd), &from, DIRTY(ends[1]), NULL, 4,
		   DIRTY(SPLICE_F_MOVE)) == 4);
	CHECK(from == 5 && read(ends[0], text, 9) == 4 &&
	      !memcmp(text, "1234", 4));
	CHECK(call(way, SYS_splice, fd, &from, ends[1], NULL, 4, 0x100) ==
	      -EINVAL);
	CHECK(call(way, SYS_fallocate, DIRTY(fd), DIRTY(0), 0, 0x5000) == 0);
	MUST(fstat(fd, &status));
	CHECK(status.st_size == 0x5000);
	CHECK(call(way, SYS_fallocate, fd, DIRTY(1), 0, 0x9000) == 0);
	MUST(fstat(fd, &status));
	CHECK(status.st_size == 0x5000);
	CHECK(call(way, SYS_sync_file_range, DIRTY(fd), 0, 4096, DIRTY(7)) ==
	      0);
	CHECK(call(way, SYS_fadvise64, DIRTY(fd), 0, 4096, DIRTY(3)) == 0);
	CHECK(call(way, SYS_fadvise64, fd, 0, 4096, DIRTY(33)) == -EINVAL);

	/* names below a folder */
	CHECK((second = (int)call(way, SYS_openat, DIRTY(folder_fd), "new",
				  DIRTY(O_RDWR | O_CREAT | O_EXCL),
				  DIRTY(0640))) > 2);
	MUST(fstat(second, &status));
	CHECK((status.st_mode & 07777) == 0640);
	CHECK(call(way, SYS_utimensat, DIRTY(folder_fd), "new", times,
		   DIRTY(0)) == 0);
	CHECK(call(way, SYS_statx, DIRTY(folder_fd), "new", DIRTY(0),
		   DIRTY(STATX_BASIC_STATS), &more) == 0);
	CHECK(more.stx_mtime.tv_sec == 2000 && more.stx_mtime.tv_nsec == 2 &&
	      (more.stx_mode & 07777) == 0640);
	CHECK(call(way, SYS_fchownat, DIRTY(folder_fd), "new", DIRTY(-1),
		   DIRTY(-1), DIRTY(0)) == 0);
	CHECK(call(way, SYS_linkat, DIRTY(folder_fd), "new", DIRTY(folder_fd),
		   "link", DIRTY(0)) == 0);
	CHECK(call(way, SYS_renameat2, DIRTY(folder_fd), "new",
		   DIRTY(folder_fd), "link", DIRTY(1)) == -EEXIST);
	CHECK(call(way, SYS_renameat2, folder_fd, "new", folder_fd, "moved",
		   0) == 0);
	CHECK(call(way, SYS_faccessat2, DIRTY(folder_fd), "moved", DIRTY(R_OK),
		   DIRTY(0)) == 0);
	CHECK(call(way, SYS_unlinkat, DIRTY(folder_fd), "moved", DIRTY(0)) ==
	      0);
	CHECK(call(way, SYS_unlinkat, folder_fd, "link", 0) == 0);
	MUST(close(second));
	second = (int)MUST(open(folder, O_RDWR | O_TMPFILE, 0600));
	printf("files by %s\n", way_name(way));
}

static void memory(enum way way)
{
	char *map, *moved;
	struct iovec own = { text, 4 }, other;

	reset();
	MUST(pwrite(fd, "second page", 11, 4096));
	map = (char *)call(way, SYS_mmap, NULL, 8192,
			   DIRTY(PROT_READ | PROT_WRITE), DIRTY(MAP_SHARED),
			   DIRTY(fd), 0);
	CHECK((uintptr_t)map < (uintptr_t)-4095 && !memcmp(map, "01234", 5));
	CHECK(call(way, SYS_munmap, map, 8192) == 0);
	map = (char *)call(way, SYS_mmap, NULL, 4096, PROT_READ, MAP_PRIVATE,
			   fd, 4096);
	CHECK((uintptr_t)map < (uintptr_t)-4095 && !strcmp(map, "second page"));
	CHECK(call(way, SYS_mmap, NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 1) ==
	      -EINVAL);
	moved = (char *)call(way, SYS_mremap, map, 4096, 4096,
			     MREMAP_MAYMOVE | MREMAP_FIXED, map + (1 << 20));
	CHECK(moved == map + (1 << 20) && !strcmp(moved, "second page"));
	other = (struct iovec){ moved, 4 };
	CHECK(call(way, SYS_process_vm_readv, DIRTY(getpid()), &own, 1, &other,
		   1, 0) == 4 &&
	      !memcmp(text, "seco", 4));
	CHECK(call(way, SYS_process_vm_readv, getpid(), &own, 1, &other, 1,
		   1) == -EINVAL);
	CHECK(call(way, SYS_munmap, moved, 4096) == 0);
	printf("memory by %s\n", way_name(way));
}

static void sockets(enum way way)
{
	struct sockaddr_in a, b;
	socklen_t length = sizeof(a), size = 4;
	int udp[2], value = 0, one = 1, pair[2];
	struct timespec timeout = { 1, 0 };
	struct iovec vector = { text, 16 };
	struct mmsghdr message;

	for (int i = 0; i < 2; i++) {
		udp[i] = (int)call(way, SYS_socket, DIRTY(AF_INET),
				   DIRTY(SOCK_DGRAM), DIRTY(0));
		CHECK(udp[i] > 2);
		memset(&a, 0, sizeof(a));
		a.sin_family = AF_INET;
		a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		CHECK(call(way, SYS_bind, DIRTY(udp[i]), &a,
			   DIRTY(sizeof(a))) == 0);
	}
	MUST(getsockname(udp[1], (struct sockaddr *)&a, &length));
	memset(text, 0, sizeof(text));
	CHECK(call(way, SYS_sendto, DIRTY(udp[0]), "datagram", 8, DIRTY(0), &a,
		   DIRTY(sizeof(a))) == 8);
	length = sizeof(b);
	CHECK(call(way, SYS_recvfrom, DIRTY(udp[1]), text, 4, DIRTY(MSG_TRUNC),
		   &b, &length) == 8 &&
	      !strcmp(text, "data"));
	MUST(getsockname(udp[0], (struct sockaddr *)&a, &length));
	CHECK(length == sizeof(b) && a.sin_port == b.sin_port);
	CHECK(call(way, SYS_recvfrom, udp[1], text, 4, DIRTY(MSG_DONTWAIT),
		   NULL, NULL) == -EAGAIN);
	CHECK(call(way, SYS_setsockopt, DIRTY(udp[0]), DIRTY(SOL_SOCKET),
		   DIRTY(SO_REUSEADDR), &one, DIRTY(4)) == 0);
	CHECK(call(way, SYS_getsockopt, DIRTY(udp[0]), DIRTY(SOL_SOCKET),
		   DIRTY(SO_REUSEADDR), &value, &size) == 0 &&
	      value == 1 && size == 4);
	CHECK(call(way, SYS_socketpair, DIRTY(AF_UNIX), DIRTY(SOCK_STREAM),
		   DIRTY(0), pair) == 0);
	MUST(write(pair[1], "stream", 6));
	memset(&message, 0, sizeof(message));
	message.msg_hdr.msg_iov = &vector;
	message.msg_hdr.msg_iovlen = 1;
	CHECK(call(way, SYS_recvmmsg, DIRTY(pair[0]), &message, DIRTY(1),
		   DIRTY(0), &timeout) == 1 &&
	      message.msg_len == 6);
	MUST(close(udp[0]));
	MUST(close(udp[1]));
	MUST(close(pair[0]));
	MUST(close(pair[1]));
	printf("sockets by %s\n", way_name(way));
}

/* Masks that hold for one call: the handler runs in it, and not before */
static volatile sig_atomic_t handled;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	handled++;
}

static void waiting(enum way way)
{
	struct timespec short_time = { 0, 1000000 }, long_time = { 5, 0 };
	int epoll_fd = (int)MUST(epoll_create1(0));
	struct epoll_event event = { EPOLLIN, { .u64 = 11 } };
	struct pollfd poll = { .fd = ends[0], .events = POLLIN };
	struct {
		const sigset_t *mask;
		size_t size;
	} sized;
	sigset_t usr1, none;
	fd_set set;

	sigemptyset(&none);
	sigemptyset(&usr1);
	sigaddset(&usr1, SIGUSR1);
	MUST(sigprocmask(SIG_BLOCK, &usr1, NULL));
	on(SIGUSR1, handler, 0);
	MUST(epoll_ctl(epoll_fd, EPOLL_CTL_ADD, ends[0], &event));
	sized.mask = &none;
	sized.size = 8;
	handled = 0;
	for (int i = 0; i < 4; i++) {
		long result = 0;

		MUST(raise(SIGUSR1));
		CHECK(handled == i);
		FD_ZERO(&set);
		FD_SET(ends[0], &set);
		switch (i) {
		case 0:
			result = call(way, SYS_ppoll, &poll, DIRTY(1),
				      &long_time, &none, 8);
			break;
		case 1:
			result = call(way, SYS_pselect6, DIRTY(ends[0] + 1),
				      &set, NULL, NULL, &long_time, &sized);
			break;
		case 2:
			result = call(way, SYS_epoll_pwait, DIRTY(epoll_fd),
				      &event, DIRTY(1), DIRTY(5000), &none, 8);
			break;
		case 3:
			long_time = (struct timespec){ 5, 0 };
			result = call(way, SYS_epoll_pwait2, DIRTY(epoll_fd),
				      &event, DIRTY(1), &long_time, &none, 8);
		}
		CHECK(result == -EINTR && handled == i + 1);
	}
	MUST(sigprocmask(SIG_UNBLOCK, &usr1, NULL));
	/* the size of a mask, the last argument, is looked at */
	CHECK(call(way, SYS_epoll_pwait, epoll_fd, &event, 1, 0, &none, 7) ==
	      -EINVAL);
	CHECK(call(way, SYS_ppoll, &poll, 1, &short_time, &none, 9) == -EINVAL);
	/* an int that is negative */
	CHECK(call(way, SYS_poll, &poll, 1, DIRTY(3)) == 0);
	MUST(write(ends[1], "x", 1));
	CHECK(call(way, SYS_poll, &poll, DIRTY(1), DIRTY(-1)) == 1);
	CHECK(call(way, SYS_epoll_wait, DIRTY(epoll_fd), &event, DIRTY(1),
		   DIRTY(-1)) == 1 &&
	      event.data.u64 == 11);
	CHECK(read(ends[0], text, 1) == 1);
	MUST(close(epoll_fd));
	printf("waiting by %s\n", way_name(way));
}

static void others(enum way way)
{
	struct itimerspec spec = { { 0, 0 }, { 100, 0 } }, old;
	struct timespec zero = { 0, 0 }, past = { 1, 0 };
	struct {
		long type;
		char text[8];
	} message = { 5, "message" };
	struct mq_attr attributes = { .mq_maxmsg = 2, .mq_msgsize = 8 };
	struct rlimit limit, was;
	uint32_t words[2] = { 5, 6 };
	struct sigaction action;
	unsigned int priority = 0;
	int queue, timer;
	char name[40];
	siginfo_t info;
	pid_t pid;

	queue = (int)MUST(msgget(IPC_PRIVATE, 0600));
	CHECK(call(way, SYS_msgsnd, DIRTY(queue), &message, 8, DIRTY(0)) == 0);
	CHECK(call(way, SYS_msgrcv, DIRTY(queue), &message, 8, 6,
		   DIRTY(IPC_NOWAIT)) == -ENOMSG);
	CHECK(call(way, SYS_msgrcv, DIRTY(queue), &message, 4, -5l,
		   DIRTY(MSG_NOERROR)) == 4);
	MUST(msgctl(queue, IPC_RMID, NULL));
	snprintf(name, sizeof(name), "arguments.%d", getpid());
	queue = (int)call(way, SYS_mq_open, name, DIRTY(O_RDWR | O_CREAT),
			  DIRTY(0600), &attributes);
	CHECK(queue > 2);
	CHECK(call(way, SYS_mq_timedsend, DIRTY(queue), "abc", 3, DIRTY(7),
		   &past) == 0);
	CHECK(call(way, SYS_mq_timedreceive, DIRTY(queue), text, 8, &priority,
		   &past) == 3 &&
	      priority == 7);
	CHECK(call(way, SYS_mq_timedreceive, queue, text, 8, &priority,
		   &past) == -ETIMEDOUT);
	CHECK(call(way, SYS_mq_unlink, name) == 0);
	MUST(close(queue));

	CHECK(call(way, SYS_futex, &words[0], DIRTY(FUTEX_WAIT_BITSET),
		   DIRTY(5), &past, NULL, DIRTY(1)) == -ETIMEDOUT);
	CHECK(call(way, SYS_futex, &words[0], FUTEX_CMP_REQUEUE, 1, 1,
		   &words[1], DIRTY(5)) == 0);
	CHECK(call(way, SYS_futex, &words[0], FUTEX_CMP_REQUEUE, 1, 1,
		   &words[1], DIRTY(6)) == -EAGAIN);
	CHECK(call(way, SYS_futex, &words[0], FUTEX_WAIT_BITSET, 5, &past, NULL,
		   0) == -EINVAL);
	/* on the second word: add 3, compare with 6 */
	CHECK(call(way, SYS_futex, &words[0], FUTEX_WAKE_OP, 1, 1, &words[1],
		   FUTEX_OP(FUTEX_OP_ADD, 3, FUTEX_OP_CMP_EQ, 6)) == 0 &&
	      words[1] == 9);

	timer = (int)MUST(timerfd_create(CLOCK_MONOTONIC, 0));
	CHECK(call(way, SYS_timerfd_settime, DIRTY(timer), DIRTY(0), &spec,
		   NULL) == 0);
	CHECK(call(way, SYS_timerfd_settime, timer, 0, &spec, &old) == 0 &&
	      old.it_value.tv_sec > 90);
	MUST(close(timer));
	CHECK(call(way, SYS_clock_nanosleep, DIRTY(CLOCK_MONOTONIC),
		   DIRTY(TIMER_ABSTIME), &past, NULL) == 0);
	CHECK(call(way, SYS_clock_nanosleep, DIRTY(CLOCK_MONOTONIC), DIRTY(0),
		   &zero, NULL) == 0);

	CHECK(call(way, SYS_prlimit64, DIRTY(0), DIRTY(RLIMIT_CORE), NULL,
		   &was) == 0);
	limit = (struct rlimit){ 0, was.rlim_max };
	CHECK(call(way, SYS_prlimit64, 0, RLIMIT_CORE, &limit, &was) == 0);
	CHECK(call(way, SYS_rt_sigaction, DIRTY(SIGUSR1), NULL, &action, 8) ==
	      0);
	CHECK(call(way, SYS_rt_sigaction, SIGUSR1, NULL, &action, 7) ==
	      -EINVAL);
	CHECK(call(way, SYS_rt_sigprocmask, DIRTY(SIG_BLOCK), NULL, text, 8) ==
	      0);
	pid = child();
	if (pid == 0)
		_exit(9);
	memset(&info, 0, sizeof(info));
	CHECK(call(way, SYS_waitid, DIRTY(P_PID), DIRTY(pid), &info,
		   DIRTY(WEXITED), NULL) == 0 &&
	      info.si_status == 9);
	CHECK(call(way, SYS_waitid, P_PID, pid, &info, DIRTY(WEXITED), NULL) ==
	      -ECHILD);
	CHECK(call(way, SYS_kill, DIRTY(getpid()), DIRTY(0)) == 0);
	CHECK(call(way, SYS_tgkill, DIRTY(getpid()), DIRTY(gettid()),
		   DIRTY(0)) == 0);
	CHECK(call(way, SYS_prctl, DIRTY(PR_GET_DUMPABLE), 0, 0, 0, 0) >= 0);
	CHECK(call(way, SYS_prctl, PR_GET_NO_NEW_PRIVS, 0, 0, 0, 1) == -EINVAL);
	CHECK(call(way, SYS_umask, DIRTY(022)) >= 0);
	CHECK(call(way, SYS_umask, DIRTY(022)) == 022);
	/* no number has an upper half */
	if (way == BY_INSTRUCTION || way == BY_GATE)
		CHECK(call(way, DIRTY(SYS_getppid)) == getppid());
	printf("others by %s\n", way_name(way));
}

/* The C library's own functions, by their types */
static void library(void)
{
	struct iovec vector = { text, 3 };
	loff_t from = 2, to = 0;
	struct statx more;
	char *map;

	reset();
	CHECK(pread(fd, text, 2, 3) == 2 && !memcmp(text, "34", 2));
	CHECK(preadv2(fd, &vector, 1, 5, 0) == 3 && !memcmp(text, "567", 3));
	CHECK(preadv2(fd, &vector, 1, 5, 0x8000) == -1 && errno == EOPNOTSUPP);
	CHECK(copy_file_range(fd, &from, second, &to, 3, 0) == 3 && to == 3);
	CHECK(copy_file_range(fd, &from, second, &to, 3, 1) == -1 &&
	      errno == EINVAL);
	from = 4;
	CHECK(splice(fd, &from, ends[1], NULL, 2, 0) == 2 && from == 6);
	CHECK(splice(fd, &from, ends[1], NULL, 2, 0x100) == -1 &&
	      errno == EINVAL);
	CHECK(read(ends[0], text, 9) == 2);
	CHECK(statx(fd, "", AT_EMPTY_PATH, STATX_SIZE, &more) == 0 &&
	      more.stx_size == 10);
	map = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
	CHECK(map != MAP_FAILED && !memcmp(map, "0123", 4));
	CHECK(munmap(map, 4096) == 0);
	CHECK(syscall(SYS_pread64, fd, text, 2, 7) == 2 &&
	      !memcmp(text, "78", 2));
	printf("the C library\n");
}

int main(void)
{
	begin(30);
	MUST((long)mkdtemp(folder));
	folder_fd = (int)MUST(open(folder, O_RDONLY | O_DIRECTORY));
	fd = (int)MUST(open(folder, O_RDWR | O_TMPFILE, 0600));
	second = (int)MUST(open(folder, O_RDWR | O_TMPFILE, 0600));
	MUST(pipe(ends));
	EACH_WAY(way)
	{
		files(way);
		memory(way);
		sockets(way);
		waiting(way);
		others(way);
	}
	library();
	printf("left in the folder: %s\n", outcome(rmdir(folder)));
	return finish();
}
