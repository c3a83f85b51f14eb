// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs in the guest: what system calls cost, in ticks of the time-stamp counter. Under QEMU's
 * -icount shift=0 a tick is an instruction.
 *
 * This object is linked as an ordinary process and with the kernel, in every way there is, so the
 * loops are the same to the byte. Arguments: how many batches, then the calls to measure, all if
 * none is named. Prints lines that tools/ukl-bench/console.c reads:
 *
 *	calls: begin RING BATCHES
 *	calls: row NAME CALLS EMPTY TICKS...	EMPTY: the loop with nothing in it
 *	calls: wrong NAME WHY
 *	calls: end ROWS
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <x86intrin.h>

enum { MAX_BATCHES = 100, MAX_FDS = 100, PAGE = 4096, MAX_MAPS = 1000 };

/* The first wrong answer of the row that is being measured. */
static char wrong[200];

static void fail(const char *what, long got)
{
	if (!*wrong)
		snprintf(wrong, sizeof(wrong), "%s: %ld (%s)", what, got,
			 got < 0 ? strerror(errno) : "not what it must be");
}

/* One comparison in the loop, the same for all models. */
#define EXPECT(call, result)                                 \
	do {                                                 \
		long got_ = (long)(call);                    \
                                                             \
		if (__builtin_expect(got_ != (result), 0)) { \
			fail(#call, got_);                   \
			return 0;                            \
		}                                            \
	} while (0)

/* Ticks of CALLS turns around STATEMENT. */
#define TIMED(calls, statement)                                  \
	({                                                       \
		uint64_t start_ = __rdtsc();                     \
                                                                 \
		for (unsigned int i = 0; i < (calls); i++) {     \
			statement;                               \
			/* the empty loop is not to vanish */    \
			asm volatile("" : "+r"(i) : : "memory"); \
		}                                                \
		__rdtsc() - start_;                              \
	})

static uint64_t empty_loop(unsigned int calls)
{
	return TIMED(calls, (void)0);
}

/* What the rows use; made by prepare(). */
static struct {
	long parent, self;
	int zero, null, file;
	int local[2], pipe[2], tcp[2];
	int to_child[2], from_child[2];
	pid_t echo;
	int epoll;
	struct pollfd polled[MAX_FDS];
	fd_set selected[2];
	int highest[2];
	volatile sig_atomic_t signals;
	char *maps[MAX_MAPS];
} it;

static uint64_t do_getppid(unsigned int calls)
{
	return TIMED(calls, EXPECT(getppid(), it.parent));
}

static uint64_t do_read(unsigned int calls)
{
	char byte = 1;
	uint64_t ticks = TIMED(calls, EXPECT(read(it.zero, &byte, 1), 1));

	EXPECT(byte, 0);
	return ticks;
}

static uint64_t do_write(unsigned int calls)
{
	return TIMED(calls, EXPECT(write(it.null, "x", 1), 1));
}

static uint64_t do_pread(unsigned int calls)
{
	char byte = 0;
	uint64_t ticks = TIMED(calls, EXPECT(pread(it.file, &byte, 1, 1), 1));

	EXPECT(byte, 'b');
	return ticks;
}

static uint64_t do_pwrite(unsigned int calls)
{
	return TIMED(calls, EXPECT(pwrite(it.file, "x", 1, 2), 1));
}

static uint64_t do_open_close(unsigned int calls)
{
	return TIMED(calls, {
		int fd = open("/tmp/calls", O_RDONLY);

		EXPECT(fd < 0, 0);
		EXPECT(close(fd), 0);
	});
}

static uint64_t do_stat(unsigned int calls)
{
	struct stat st = { 0 };
	uint64_t ticks = TIMED(calls, EXPECT(stat("/tmp/calls", &st), 0));

	EXPECT(S_ISREG(st.st_mode), 1);
	return ticks;
}

static uint64_t do_fstat(unsigned int calls)
{
	struct stat st = { 0 };
	uint64_t ticks = TIMED(calls, EXPECT(fstat(it.file, &st), 0));

	EXPECT(S_ISREG(st.st_mode), 1);
	return ticks;
}

static uint64_t do_clock_gettime(unsigned int calls)
{
	struct timespec before = { 0 }, now = { 0 };
	uint64_t ticks;

	EXPECT(clock_gettime(CLOCK_MONOTONIC, &before), 0);
	ticks = TIMED(calls, EXPECT(clock_gettime(CLOCK_MONOTONIC, &now), 0));
	EXPECT((now.tv_sec - before.tv_sec) * 1000000000 + now.tv_nsec >
		       before.tv_nsec,
	       1);
	return ticks;
}

static uint64_t do_gettimeofday(unsigned int calls)
{
	struct timeval now = { 0 };
	uint64_t ticks = TIMED(calls, EXPECT(gettimeofday(&now, NULL), 0));

	EXPECT(now.tv_sec > 0 || now.tv_usec > 0, 1);
	return ticks;
}

static uint64_t send_and_receive(const int fds[2], unsigned int calls)
{
	char byte = 0;
	uint64_t ticks = TIMED(calls, {
		EXPECT(send(fds[0], "x", 1, 0), 1);
		EXPECT(recv(fds[1], &byte, 1, 0), 1);
	});

	EXPECT(byte, 'x');
	return ticks;
}

static uint64_t do_unix(unsigned int calls)
{
	return send_and_receive(it.local, calls);
}

static uint64_t do_unix_msg(unsigned int calls)
{
	char byte = 0;
	struct iovec in = { &byte, 1 }, out = { (char *)"x", 1 };
	struct msghdr receive = { .msg_iov = &in, .msg_iovlen = 1 };
	struct msghdr send = { .msg_iov = &out, .msg_iovlen = 1 };
	uint64_t ticks = TIMED(calls, {
		EXPECT(sendmsg(it.local[0], &send, 0), 1);
		EXPECT(recvmsg(it.local[1], &receive, 0), 1);
	});

	EXPECT(byte, 'x');
	return ticks;
}

static uint64_t do_pipe(unsigned int calls)
{
	char byte = 0;
	uint64_t ticks = TIMED(calls, {
		EXPECT(write(it.pipe[1], "x", 1), 1);
		EXPECT(read(it.pipe[0], &byte, 1), 1);
	});

	EXPECT(byte, 'x');
	return ticks;
}

static uint64_t do_pipe_vector(unsigned int calls)
{
	char byte = 0;
	struct iovec in = { &byte, 1 }, out = { (char *)"x", 1 };
	uint64_t ticks = TIMED(calls, {
		EXPECT(writev(it.pipe[1], &out, 1), 1);
		EXPECT(readv(it.pipe[0], &in, 1), 1);
	});

	EXPECT(byte, 'x');
	return ticks;
}

/* At its end, so that the position stays. */
static uint64_t do_file_read(unsigned int calls)
{
	char byte;

	return TIMED(calls, EXPECT(read(it.file, &byte, 1), 0));
}

static uint64_t do_sendfile(unsigned int calls)
{
	char byte = 0;
	uint64_t ticks = TIMED(calls, {
		off_t offset = 1;

		EXPECT(sendfile(it.pipe[1], it.file, &offset, 1), 1);
		EXPECT(read(it.pipe[0], &byte, 1), 1);
	});

	EXPECT(byte, 'b');
	return ticks;
}

static uint64_t do_tcp(unsigned int calls)
{
	return send_and_receive(it.tcp, calls);
}

static uint64_t select_some(unsigned int calls, int which, int ready)
{
	fd_set set;

	return TIMED(calls, {
		set = it.selected[which];
		EXPECT(select(it.highest[which] + 1, &set, NULL, NULL, NULL),
		       ready);
	});
}

static uint64_t do_select_10(unsigned int calls)
{
	return select_some(calls, 0, 10);
}

static uint64_t do_select_100(unsigned int calls)
{
	return select_some(calls, 1, 100);
}

static uint64_t do_poll_10(unsigned int calls)
{
	return TIMED(calls, EXPECT(poll(it.polled, 10, -1), 10));
}

static uint64_t do_poll_100(unsigned int calls)
{
	return TIMED(calls, EXPECT(poll(it.polled, 100, -1), 100));
}

static uint64_t do_epoll(unsigned int calls)
{
	struct epoll_event event = { 0 };
	uint64_t ticks =
		TIMED(calls, EXPECT(epoll_wait(it.epoll, &event, 1, -1), 1));

	EXPECT(event.data.fd, it.polled[0].fd);
	return ticks;
}

/* Neighbours differ in their protection, or the kernel would make one map of them. */
static uint64_t map_all(unsigned int calls)
{
	return TIMED(calls, {
		it.maps[i] = mmap(NULL, 4 * PAGE,
				  i & 1 ? PROT_READ : PROT_READ | PROT_WRITE,
				  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		EXPECT(it.maps[i] == MAP_FAILED, 0);
	});
}

static uint64_t unmap_all(unsigned int calls)
{
	return TIMED(calls, EXPECT(munmap(it.maps[i], 4 * PAGE), 0));
}

static uint64_t do_mmap(unsigned int calls)
{
	uint64_t ticks = map_all(calls);

	return unmap_all(calls) ? ticks : 0;
}

static uint64_t do_munmap(unsigned int calls)
{
	return map_all(calls) ? unmap_all(calls) : 0;
}

static uint64_t do_page_fault(unsigned int calls)
{
	char *map = mmap(NULL, (size_t)calls * PAGE, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	uint64_t ticks;

	EXPECT(map == MAP_FAILED, 0);
	ticks = TIMED(calls, ((volatile char *)map)[(size_t)i * PAGE] = 1);
	EXPECT(munmap(map, (size_t)calls * PAGE), 0);
	return ticks;
}

static uint64_t do_fork(unsigned int calls)
{
	return TIMED(calls, {
		pid_t pid = fork();
		int status = 0;

		if (!pid)
			_exit(42);
		EXPECT(pid < 0, 0);
		EXPECT(waitpid(pid, &status, 0), pid);
		EXPECT(status, 42 << 8);
	});
}

static void *give_back(void *argument)
{
	return argument;
}

static uint64_t do_thread(unsigned int calls)
{
	return TIMED(calls, {
		pthread_t thread;
		void *result = NULL;

		EXPECT(pthread_create(&thread, NULL, give_back, &it), 0);
		EXPECT(pthread_join(thread, &result), 0);
		EXPECT(result == &it, 1);
	});
}

static uint64_t do_switch(unsigned int calls)
{
	char byte = 0;
	uint64_t ticks = TIMED(calls, {
		EXPECT(write(it.to_child[1], "x", 1), 1);
		EXPECT(read(it.from_child[0], &byte, 1), 1);
	});

	EXPECT(byte, 'x');
	return ticks;
}

static void count_signal(int number)
{
	(void)number;
	it.signals++;
}

static uint64_t do_sigaction(unsigned int calls)
{
	struct sigaction action = { .sa_handler = count_signal };

	return TIMED(calls, EXPECT(sigaction(SIGUSR1, &action, NULL), 0));
}

static uint64_t do_signal(unsigned int calls)
{
	struct sigaction action = { .sa_handler = count_signal };
	uint64_t ticks;

	EXPECT(sigaction(SIGUSR1, &action, NULL), 0);
	it.signals = 0;
	ticks = TIMED(calls, EXPECT(kill(it.self, SIGUSR1), 0));
	EXPECT(it.signals, calls);
	return ticks;
}

/* What has to be made before a row can be measured: not every kernel has all of it. */
enum {
	ZERO,
	NULL_DEVICE,
	FILE_ABC,
	ECHO_PROCESS,
	LOCAL_SOCKETS,
	PIPE,
	TCP_SOCKETS,
	READY_DESCRIPTORS,
	EPOLL,
	NR_PREPARED,
};
enum { NEEDS_NOTHING };
#define NEEDS(prepared) (1 << (prepared))

/*
 * Batches are short, so that the timer's tick (one in four million instructions) hits few of them and
 * the median none; but those of calls whose work is partly done later, by RCU, are long enough to have
 * their share of it in each.
 */
static const struct row {
	const char *name;
	uint64_t (*measure)(unsigned int calls); /* 0: a wrong answer */
	unsigned int calls;
	int needs; /* NEEDS() */
} rows[] = {
	{ "getppid", do_getppid, 1000, NEEDS_NOTHING },
	{ "read", do_read, 1000, NEEDS(ZERO) },
	{ "write", do_write, 1000, NEEDS(NULL_DEVICE) },
	{ "pread", do_pread, 1000, NEEDS(FILE_ABC) },
	{ "pwrite", do_pwrite, 1000, NEEDS(FILE_ABC) },
	{ "open+close", do_open_close, 300, NEEDS(FILE_ABC) },
	{ "stat", do_stat, 300, NEEDS(FILE_ABC) },
	{ "fstat", do_fstat, 1000, NEEDS(FILE_ABC) },
	{ "clock_gettime", do_clock_gettime, 1000, NEEDS_NOTHING },
	{ "gettimeofday", do_gettimeofday, 1000, NEEDS_NOTHING },
	{ "unix-send+recv", do_unix, 300, NEEDS(LOCAL_SOCKETS) },
	{ "unix-msg", do_unix_msg, 300, NEEDS(LOCAL_SOCKETS) },
	{ "pipe", do_pipe, 300, NEEDS(PIPE) },
	{ "pipe-vector", do_pipe_vector, 300, NEEDS(PIPE) },
	{ "file-read", do_file_read, 1000, NEEDS(FILE_ABC) },
	{ "pipe-sendfile", do_sendfile, 300, NEEDS(PIPE) | NEEDS(FILE_ABC) },
	{ "tcp-send+recv", do_tcp, 100, NEEDS(TCP_SOCKETS) },
	{ "select-10", do_select_10, 300, NEEDS(READY_DESCRIPTORS) },
	{ "select-100", do_select_100, 100, NEEDS(READY_DESCRIPTORS) },
	{ "poll-10", do_poll_10, 300, NEEDS(READY_DESCRIPTORS) },
	{ "poll-100", do_poll_100, 100, NEEDS(READY_DESCRIPTORS) },
	{ "epoll_wait", do_epoll, 1000, NEEDS(READY_DESCRIPTORS) | NEEDS(EPOLL) },
	{ "mmap", do_mmap, MAX_MAPS, NEEDS_NOTHING },
	{ "munmap", do_munmap, MAX_MAPS, NEEDS_NOTHING },
	{ "page-fault", do_page_fault, MAX_MAPS, NEEDS_NOTHING },
	{ "fork+exit+wait", do_fork, 50, NEEDS_NOTHING },
	{ "thread+join", do_thread, 400, NEEDS_NOTHING },
	{ "pipe-switch", do_switch, 100, NEEDS(ECHO_PROCESS) },
	{ "sigaction", do_sigaction, 1000, NEEDS_NOTHING },
	{ "signal", do_signal, 300, NEEDS_NOTHING },
};
enum { NR_ROWS = sizeof(rows) / sizeof(*rows) };

static uint64_t open_zero(void)
{
	it.zero = open("/dev/zero", O_RDONLY);
	EXPECT(it.zero < 0, 0);
	return 1;
}

static uint64_t open_null(void)
{
	it.null = open("/dev/null", O_WRONLY);
	EXPECT(it.null < 0, 0);
	return 1;
}

static uint64_t make_file(void)
{
	it.file = open("/tmp/calls", O_RDWR | O_CREAT, 0600);
	EXPECT(it.file < 0, 0);
	EXPECT(write(it.file, "abc", 3), 3);
	return 1;
}

/* The other process of "pipe-switch". */
static uint64_t start_echo(void)
{
	EXPECT(pipe(it.to_child), 0);
	EXPECT(pipe(it.from_child), 0);
	fflush(stdout);
	it.echo = fork();
	EXPECT(it.echo < 0, 0);
	if (!it.echo) {
		char byte;

		close(it.to_child[1]);
		while (read(it.to_child[0], &byte, 1) == 1)
			if (write(it.from_child[1], &byte, 1) != 1)
				_exit(1);
		_exit(0);
	}
	return 1;
}

static uint64_t connect_local(void)
{
	EXPECT(socketpair(AF_UNIX, SOCK_STREAM, 0, it.local), 0);
	return 1;
}

static uint64_t make_pipe(void)
{
	EXPECT(pipe(it.pipe), 0);
	return 1;
}

static uint64_t connect_tcp(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t size = sizeof(address);
	int one = 1, listener = socket(AF_INET, SOCK_STREAM, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	EXPECT(bind(listener, (void *)&address, size), 0);
	EXPECT(listen(listener, 1), 0);
	EXPECT(getsockname(listener, (void *)&address, &size), 0);
	it.tcp[0] = socket(AF_INET, SOCK_STREAM, 0);
	EXPECT(connect(it.tcp[0], (void *)&address, size), 0);
	it.tcp[1] = accept(listener, NULL, NULL);
	EXPECT(it.tcp[1] < 0, 0);
	for (int i = 0; i < 2; i++)
		EXPECT(setsockopt(it.tcp[i], IPPROTO_TCP, TCP_NODELAY, &one,
				  sizeof(one)),
		       0);
	close(listener);
	return 1;
}

/* Descriptors that are ready: one end each of pairs whose other end has sent. */
static uint64_t make_ready_descriptors(void)
{
	FD_ZERO(&it.selected[0]);
	FD_ZERO(&it.selected[1]);
	for (int i = 0; i < MAX_FDS; i++) {
		int pair[2];

		EXPECT(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
		EXPECT(send(pair[1], "x", 1, 0), 1);
		it.polled[i].fd = pair[0];
		it.polled[i].events = POLLIN;
		for (int set = i < 10 ? 0 : 1; set < 2; set++) {
			FD_SET(pair[0], &it.selected[set]);
			it.highest[set] = pair[0];
		}
	}
	return 1;
}

static uint64_t make_epoll(void)
{
	struct epoll_event event = { .events = EPOLLIN };

	it.epoll = epoll_create1(0);
	event.data.fd = it.polled[0].fd;
	EXPECT(epoll_ctl(it.epoll, EPOLL_CTL_ADD, it.polled[0].fd, &event), 0);
	return 1;
}

/* 0: it cannot be made. */
static uint64_t (*const makers[NR_PREPARED])(void) = {
	[ZERO] = open_zero,
	[NULL_DEVICE] = open_null,
	[FILE_ABC] = make_file,
	[ECHO_PROCESS] = start_echo,
	[LOCAL_SOCKETS] = connect_local,
	[PIPE] = make_pipe,
	[TCP_SOCKETS] = connect_tcp,
	[READY_DESCRIPTORS] = make_ready_descriptors,
	[EPOLL] = make_epoll,
};

/* Why it could not be made, or "". */
static char missing[NR_PREPARED][sizeof(wrong)];

/*
 * All of it, in this order, whatever is wanted: what a call costs depends on the numbers of descriptors, and
 * is not to depend on which other calls are measured. What cannot be made fails the rows that need it.
 */
static void prepare(void)
{
	cpu_set_t first;

	/* One counter only, whatever the guest has; and parent and child switch. */
	CPU_ZERO(&first);
	CPU_SET(0, &first);
	if (sched_setaffinity(0, sizeof(first), &first)) {
		printf("calls: wrong - sched_setaffinity: %s\n",
		       strerror(errno));
		exit(1);
	}
	it.parent = getppid();
	it.self = getpid();
	for (int i = 0; i < NR_PREPARED; i++) {
		*wrong = '\0';
		if (!makers[i]())
			strcpy(missing[i], wrong);
	}
}

/* Why a row cannot be measured, or NULL. */
static const char *find_missing(const struct row *row)
{
	for (int i = 0; i < NR_PREPARED; i++)
		if ((row->needs & NEEDS(i)) && *missing[i])
			return missing[i];
	return NULL;
}

static int is_wanted(const char *name, char **names)
{
	if (!*names)
		return 1;
	for (; *names; names++)
		if (!strcmp(*names, name))
			return 1;
	return 0;
}

static int measure(const struct row *row, unsigned int batches)
{
	uint64_t ticks[MAX_BATCHES], empty;
	const char *lacks = find_missing(row);

	if (lacks) {
		printf("calls: wrong %s %s\n", row->name, lacks);
		return 0;
	}
	/* The first fills caches and is not counted. */
	*wrong = '\0';
	for (unsigned int i = 0; i <= batches; i++) {
		ticks[i ? i - 1 : 0] = row->measure(row->calls);
		if (*wrong) {
			printf("calls: wrong %s %s\n", row->name, wrong);
			return 0;
		}
	}
	empty = empty_loop(row->calls);
	printf("calls: row %s %u %llu", row->name, row->calls,
	       (unsigned long long)empty);
	for (unsigned int i = 0; i < batches; i++)
		printf(" %llu", (unsigned long long)ticks[i]);
	printf("\n");
	return 1;
}

int main(int argc, char **argv)
{
	unsigned int batches = argc > 1 ? atoi(argv[1]) : 0, done = 0;
	unsigned short selector;
	int ok = 1;

	if (!batches || batches > MAX_BATCHES) {
		printf("calls: wrong - arguments: BATCHES [CALL...]\n");
		return 2;
	}
	asm("mov %%cs, %0" : "=r"(selector));
	printf("calls: begin %d %u\n", selector & 3, batches);
	prepare();
	for (int i = 0; i < NR_ROWS; i++) {
		if (!is_wanted(rows[i].name, argv + 2))
			continue;
		if (measure(&rows[i], batches))
			done++;
		else
			ok = 0;
	}
	printf("calls: end %u\n", done);
	return !ok;
}
