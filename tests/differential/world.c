// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the operations are about: a connection over the loopback interface, its
 * two ends in one thread; descriptors of all kinds; and what can be observed of
 * them after each operation. Everything here is done in the same way in both
 * runs, by the instruction.
 */
#include "differential.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/param.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

const char *const who_names[WHOS] = {
	"client",      "server",     "client_dup", "fresh",	 "listener",
	"closed",      "minus_one",  "far",	   "path_only",	 "path_socket",
	"pipe_in",     "pipe_out",   "file_read",  "file_empty", "file_both",
	"file_append", "file_write", "folder",	   "events",	 "epoll",
	"unix_a",      "unix_b",     "dgram_a",	   "dgram_b",	 "seq_a",
	"seq_b",       "udp_a",	     "udp_b",	   "raw",	 "packet",
	"dev_null",    "dev_zero",   "timer",	   "watch",
};

const char *const plan_names[PLANS] = {
	"nothing",     "peer sends",  "peer shuts",
	"peer resets", "peer drains", "shuts",
};

struct nature nature;
int connections;
volatile int pipe_signals, urgent_signals;

#define NONE (-2) /* not there yet */
#define UNUSED 300 /* a number without descriptor */

static int fds[WHOS];
static int listener, edges[2], watch = -1; /* edges: of client and server */
static union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
} address, target;
static socklen_t address_size;
static pthread_t companion;
static pid_t companion_process;
static bool have_ipv6;

/* Files without names, written once, before the first run */
static int long_file, empty_file;
#define FILE_SIZE 200000

/* What the test itself cannot do without */
static long must(long result, const char *what)
{
	if (result < 0) {
		say("!! %s: %s\n", what, error_name((int)-result));
		_exit(3);
	}
	return result;
}
#define MUST(...) must(RAW(__VA_ARGS__), #__VA_ARGS__)

/* Signals */

static volatile int ticks, plan_result;
static volatile enum plan tick_plan;
static volatile int tick_fd, tick_peer;
#define TICK 30 /* ms */

static void count_pipe(int signo)
{
	(void)signo;
	pipe_signals++;
}

static void count_urgent(int signo)
{
	(void)signo;
	urgent_signals++;
}

static void ignore(int signo)
{
	(void)signo;
}

static void on_alarm(int restart);

static int drain_fd(int fd)
{
	static char bytes[16384];
	int all = 0;
	long count;

	while ((count = RAW(SYS_recvfrom, fd, bytes, sizeof(bytes),
			    MSG_DONTWAIT)) > 0)
		all += (int)count;
	return all;
}

/*
 * The first signal does what was planned, the third makes an end of restarts,
 * the fifth of the connection.
 */
static void tick(int signo)
{
	static const char bytes[1000] = "planned";
	static const struct linger reset = { 1, 0 };

	(void)signo;
	ticks++;
	if (ticks == 3)
		on_alarm(0);
	if (ticks >= 5 && tick_fd >= 0)
		RAW(SYS_shutdown, tick_fd, SHUT_RDWR);
	if (ticks != 1)
		return;
	switch (tick_plan) {
	case PLAN_PEER_SENDS:
		plan_result = (int)RAW(SYS_sendto, tick_peer, bytes,
				       sizeof(bytes),
				       MSG_DONTWAIT | MSG_NOSIGNAL);
		break;
	case PLAN_PEER_SHUTS:
		plan_result = (int)RAW(SYS_shutdown, tick_peer, SHUT_WR);
		break;
	case PLAN_PEER_RESETS:
		RAW(SYS_setsockopt, tick_peer, SOL_SOCKET, SO_LINGER, &reset,
		    sizeof(reset));
		plan_result = (int)RAW(SYS_close, tick_peer);
		break;
	case PLAN_PEER_DRAINS:
		plan_result = drain_fd(tick_peer);
		break;
	case PLAN_SHUT:
		plan_result = (int)RAW(SYS_shutdown, tick_fd, SHUT_RDWR);
		break;
	default:
		break;
	}
}

static void handle(int signo, void (*handler)(int), int flags)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = flags };

	if (sigaction(signo, &action, NULL) < 0)
		abort();
}

static void on_alarm(int restart)
{
	handle(SIGALRM, tick, restart ? SA_RESTART : 0);
}

static void set_timer(int ms)
{
	struct itimerval value = { { 0, ms * 1000 }, { 0, ms * 1000 } };

	MUST(SYS_setitimer, ITIMER_REAL, &value, NULL);
}

void guard_begin(enum plan plan, enum who who)
{
	ticks = 0;
	plan_result = 0;
	tick_plan = plan;
	tick_fd = is_stream(who) ? fds[who] : -1;
	tick_peer = is_stream(who) ? fds[peer_of(who)] : -1;
	on_alarm(nature.restart);
	set_timer(TICK);
}

/* Whether there was a signal */
int guard_end(void)
{
	set_timer(0);
	if (ticks && tick_plan == PLAN_PEER_RESETS)
		for (int i = 0; i < WHOS; i++)
			if (fds[i] == tick_peer)
				fds[i] = UNUSED;
	if (ticks && tick_plan != PLAN_NOTHING)
		say(" plan=%d", plan_result);
	return ticks;
}

/* Descriptors */

bool is_stream(enum who who)
{
	return who == CLIENT || who == SERVER || who == CLIENT_DUP;
}

enum who peer_of(enum who who)
{
	switch (who) {
	case SERVER:
		return CLIENT;
	case CLIENT:
	case CLIENT_DUP:
		return SERVER;
	case PIPE_IN:
	case UNIX_A:
	case DGRAM_A:
	case SEQ_A:
	case UDP_A:
		return who + 1;
	case PIPE_OUT:
	case UNIX_B:
	case DGRAM_B:
	case SEQ_B:
	case UDP_B:
		return who - 1;
	default:
		return who;
	}
}

bool is_open(enum who who)
{
	return fds[who] >= 0 && fds[who] != UNUSED;
}

int fd_of(enum who who)
{
	return fds[who];
}

const struct sockaddr *target_address(socklen_t *size)
{
	*size = address_size;
	return &target.any;
}

static int make_listener(union address *at)
{
	int fd = (int)MUST(SYS_socket, nature.family,
			   SOCK_STREAM | SOCK_CLOEXEC, 0);

	memset(at, 0, sizeof(*at));
	at->any.sa_family = (sa_family_t)nature.family;
	if (nature.family == AF_INET6) {
		at->v6.sin6_addr = in6addr_loopback;
		address_size = sizeof(at->v6);
	} else {
		at->v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		address_size = sizeof(at->v4);
	}
	MUST(SYS_bind, fd, at, address_size);
	MUST(SYS_listen, fd, 16);
	MUST(SYS_getsockname, fd, at, &address_size);
	return fd;
}

static void option(int fd, int level, int name, int value)
{
	MUST(SYS_setsockopt, fd, level, name, &value, sizeof(value));
}

static uint64_t mark_of(enum who who)
{
	return (uint64_t)connections << 1 | (who == SERVER);
}

static void prepare_end(int fd, enum who who)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLOUT | EPOLLPRI |
					       EPOLLRDHUP | EPOLLET };

	if (nature.no_delay)
		option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
	if (nature.zerocopy)
		option(fd, SOL_SOCKET, SO_ZEROCOPY, 1);
	if (nature.own_urgent)
		MUST(SYS_fcntl, fd, F_SETOWN, getpid());
	if (nature.nonblocking)
		MUST(SYS_fcntl, fd, F_SETFL, O_RDWR | O_NONBLOCK);
	/* not by number: a handle may keep one that was closed */
	event.data.u64 = mark_of(who);
	RAW(SYS_epoll_ctl, edges[who], EPOLL_CTL_DEL, fd, &event);
	MUST(SYS_epoll_ctl, edges[who], EPOLL_CTL_ADD, fd, &event);
}

/* A new connection; the number of its ends are not those of the last ones */
void world_connect(void)
{
	int client, server, from;

	connections++;
	world_close(CLIENT);
	world_close(SERVER);
	world_close(CLIENT_DUP);
	client = (int)MUST(SYS_socket, nature.family, SOCK_STREAM, 0);
	from = listener;
	/* the sizes must be known before the connection is made */
	if (nature.send_space)
		option(client, SOL_SOCKET, SO_SNDBUF, nature.send_space);
	if (nature.receive_space) {
		option(client, SOL_SOCKET, SO_RCVBUF, nature.receive_space);
		option(from, SOL_SOCKET, SO_RCVBUF, nature.receive_space);
	}
	if (nature.send_space)
		option(from, SOL_SOCKET, SO_SNDBUF, nature.send_space);
	MUST(SYS_connect, client, &address, address_size);
	server = (int)MUST(SYS_accept4, from, NULL, NULL, 0);
	prepare_end(client, CLIENT);
	prepare_end(server, SERVER);
	fds[CLIENT] = client;
	fds[SERVER] = server;
}

void world_close(enum who who)
{
	if (!is_open(who))
		return;
	RAW(SYS_close, fds[who]);
	fds[who] = is_stream(who) ? UNUSED : NONE;
}

static void make_pair(enum who who, int type)
{
	MUST(SYS_socketpair, AF_UNIX, type | SOCK_NONBLOCK, 0, &fds[who]);
}

static void make_udp(void)
{
	union address own;
	socklen_t size;

	for (int i = 0; i < 2; i++) {
		fds[UDP_A + i] = (int)MUST(SYS_socket, nature.family,
					   SOCK_DGRAM | SOCK_NONBLOCK, 0);
		own = address;
		own.v4.sin_port = 0; /* at the same place in both */
		MUST(SYS_bind, fds[UDP_A + i], &own, address_size);
	}
	for (int i = 0; i < 2; i++) {
		size = sizeof(own);
		MUST(SYS_getsockname, fds[UDP_A + !i], &own, &size);
		MUST(SYS_connect, fds[UDP_A + i], &own, size);
	}
}

static int reopen(int fd, int flags)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return (int)RAW(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC, 0);
}

/* A file that a run may write to */
static int own_file(int flags)
{
	int fd = (int)MUST(SYS_memfd_create, "own", MFD_CLOEXEC), again;
	static const char start[10000] = "its own";

	MUST(SYS_write, fd, start, sizeof(start));
	again = (int)must(reopen(fd, flags), "reopen");
	MUST(SYS_close, fd);
	return again;
}

static void make(enum who who)
{
	switch (who) {
	case CLIENT_DUP:
		fds[who] = is_open(CLIENT) ? (int)MUST(SYS_dup, fds[CLIENT]) :
					     UNUSED;
		break;
	case FRESH:
		fds[who] = (int)MUST(SYS_socket, nature.family,
				     SOCK_STREAM | SOCK_NONBLOCK, 0);
		break;
	case LISTENER:
		fds[who] = (int)MUST(SYS_socket, nature.family,
				     SOCK_STREAM | SOCK_NONBLOCK, 0);
		MUST(SYS_listen, fds[who], 1);
		break;
	case PATH_ONLY:
		fds[who] = (int)MUST(SYS_openat, AT_FDCWD, "/", O_PATH);
		break;
	case PATH_SOCKET:
		fds[who] = reopen(fds[SERVER], O_PATH);
		if (fds[who] < 0)
			fds[who] = UNUSED;
		break;
	case PIPE_IN:
	case PIPE_OUT:
		MUST(SYS_pipe2, &fds[PIPE_IN], O_NONBLOCK);
		break;
	case FILE_READ:
		fds[who] = (int)must(reopen(long_file, O_RDONLY), "reopen");
		break;
	case FILE_EMPTY:
		fds[who] = (int)must(reopen(empty_file, O_RDONLY), "reopen");
		break;
	case FILE_BOTH:
		fds[who] = own_file(O_RDWR);
		break;
	case FILE_APPEND:
		fds[who] = own_file(O_RDWR | O_APPEND);
		break;
	case FILE_WRITE:
		fds[who] = own_file(O_WRONLY);
		break;
	case FOLDER:
		fds[who] = (int)MUST(SYS_openat, AT_FDCWD, "/",
				     O_RDONLY | O_DIRECTORY);
		break;
	case EVENTS:
		fds[who] = (int)MUST(SYS_eventfd2, 3, EFD_NONBLOCK);
		break;
	case EPOLL:
		fds[who] = (int)MUST(SYS_epoll_create1, 0);
		break;
	case UNIX_A:
	case UNIX_B:
		make_pair(UNIX_A, SOCK_STREAM);
		break;
	case DGRAM_A:
	case DGRAM_B:
		make_pair(DGRAM_A, SOCK_DGRAM);
		break;
	case SEQ_A:
	case SEQ_B:
		make_pair(SEQ_A, SOCK_SEQPACKET);
		break;
	case UDP_A:
	case UDP_B:
		make_udp();
		break;
	case RAW_SOCKET:
		fds[who] = (int)RAW(SYS_socket, AF_INET,
				    SOCK_RAW | SOCK_NONBLOCK, 253);
		break;
	case PACKET_SOCKET:
		fds[who] = (int)RAW(SYS_socket, AF_PACKET,
				    SOCK_DGRAM | SOCK_NONBLOCK, 0);
		break;
	case DEV_NULL:
		fds[who] = (int)MUST(SYS_openat, AT_FDCWD, "/dev/null", O_RDWR);
		break;
	case DEV_ZERO:
		fds[who] = (int)MUST(SYS_openat, AT_FDCWD, "/dev/zero", O_RDWR);
		break;
	case TIMER:
		fds[who] = (int)MUST(SYS_timerfd_create, CLOCK_MONOTONIC,
				     TFD_NONBLOCK);
		break;
	case WATCH:
		fds[who] = (int)MUST(SYS_inotify_init1, IN_NONBLOCK);
		break;
	default:
		break;
	}
}

static void watch_file(enum who who)
{
	char path[32];

	if (watch < 0 || !is_open(who))
		return;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fds[who]);
	RAW(SYS_inotify_add_watch, watch, path, IN_ACCESS | IN_MODIFY);
}

int descriptor(enum who who)
{
	if (fds[who] == NONE) {
		make(who);
		watch_file(who);
		if (fds[who] < 0)
			fds[who] = UNUSED;
	}
	return fds[who];
}

long position_of(enum who who)
{
	return is_open(who) ? RAW(SYS_lseek, fds[who], 0, SEEK_CUR) : 0;
}

int drain(enum who who)
{
	return is_open(who) ? drain_fd(fds[who]) : -1;
}

/* Drain it, and add what comes to a checksum that knows no pieces */
void drain_more(enum who who, uint64_t *sum)
{
	static unsigned char bytes[16384];
	long count;

	while ((count = RAW(SYS_recvfrom, fds[who], bytes, sizeof(bytes),
			    MSG_DONTWAIT)) > 0)
		for (long i = 0; i < count; i++)
			*sum = (*sum ^ bytes[i]) * 0x100000001b3ull;
}

/* Company: the descriptor table is shared with another thread or process */

static void *sleep_on(void *unused)
{
	sigset_t all;

	(void)unused;
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, NULL);
	for (;;)
		RAW(SYS_pause);
	return NULL;
}

static void begin_company(void)
{
	unsigned long flags = nature.company == SHARED_FILES ? 0x400 : 0;

	companion_process = 0;
	switch (nature.company) {
	case ALONE:
		break;
	case THREAD:
		if (pthread_create(&companion, NULL, sleep_on, NULL))
			abort();
		break;
	case SHARED_FILES: /* CLONE_FILES */
	case FORKED:
		companion_process =
			(pid_t)MUST(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);
		if (companion_process == 0) {
			RAW(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL);
			sleep_on(NULL);
		}
		break;
	}
}

/* Before the first run */

void world_prepare(void)
{
	char *contents = malloc(FILE_SIZE);
	int fd;

	long_file = memfd_create("long", MFD_CLOEXEC);
	empty_file = memfd_create("empty", MFD_CLOEXEC);
	for (int i = 0; i < FILE_SIZE; i++)
		contents[i] = (char)(i * 7 + i / 251 + i / 65000);
	if (write(long_file, contents, FILE_SIZE) != FILE_SIZE)
		abort();
	/* and a hole, and something behind it */
	if (pwrite(long_file, contents, 777, FILE_SIZE + 70000) != 777)
		abort();
	free(contents);

	/* packets are stamped from now on, not some time after the first wish */
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (setsockopt(fd, SOL_SOCKET, SO_TIMESTAMP, &(int){ 1 }, sizeof(int)))
		abort();

	/* what one connection has measured is not for the next one */
	fd = open("/proc/sys/net/ipv4/tcp_no_metrics_save",
		  O_WRONLY | O_CLOEXEC);
	if (fd >= 0) {
		if (write(fd, "1", 1) != 1)
			fprintf(stderr, "differential: TCP keeps metrics\n");
		close(fd);
	}
	nature.family = AF_INET6;
	fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0) {
		struct sockaddr_in6 own = { .sin6_family = AF_INET6,
					    .sin6_addr = in6addr_loopback };

		have_ipv6 = bind(fd, (struct sockaddr *)&own, sizeof(own)) == 0;
		close(fd);
	}
}

static void begin_storm(void)
{
	struct itimerspec spec = { { 0, 1000000 }, { 0, 1000000 } };
	struct sigevent event;
	timer_t timer;

	memset(&event, 0, sizeof(event));
	event.sigev_notify = SIGEV_SIGNAL;
	event.sigev_signo = SIGUSR1;
	if (timer_create(CLOCK_MONOTONIC, &event, &timer) ||
	    timer_settime(timer, 0, &spec, NULL))
		abort();
}

static void choose_nature(void)
{
	static const int spaces[] = { 0, 0, 4608, 16384, 65536, 200000 };

	memset(&nature, 0, sizeof(nature));
	nature.family = AF_INET;
	if (chance(25) && have_ipv6)
		nature.family = AF_INET6;
	nature.no_delay = chance(80);
	nature.settle = chance(75);
	nature.restart = chance(50);
	nature.urgent = chance(20);
	nature.zerocopy = chance(10);
	nature.exotic = chance(15);
	nature.own_urgent = nature.urgent && chance(50);
	nature.watch_files = chance(10);
	nature.nonblocking = chance(30);
	nature.waits = chance(25) ? 3 : 0;
	nature.bad = chance(50) ? 0 : chance(50) ? 5 : 30;
	nature.others = chance(50) ? 0 : chance(50) ? 10 : 50;
	nature.send_space = PICK(spaces);
	nature.receive_space = PICK(spaces);
	nature.storm = !nature.waits && chance(8);
	if (chance(30))
		nature.company = 1 + pick(3);
}

void world_begin(uint64_t seed)
{
	sigset_t none;

	random_start(seed, 0);
	choose_nature();
	say("seed %llu: %s%s%s%s%s%s%s%s%s%s, sndbuf %d, rcvbuf %d, %d waits, %s\n",
	    (unsigned long long)seed,
	    nature.family == AF_INET6 ? "IPv6" : "IPv4",
	    nature.no_delay ? ", no delay" : "",
	    nature.settle ? ", settled" : "",
	    nature.restart ? ", SA_RESTART" : "",
	    nature.urgent ? ", urgent data" : "",
	    nature.own_urgent ? " with SIGURG" : "",
	    nature.zerocopy ? ", zerocopy" : "",
	    nature.nonblocking ? ", O_NONBLOCK" : "",
	    nature.watch_files ? ", inotify" : "",
	    nature.storm ? ", storm" : "", nature.send_space,
	    nature.receive_space, nature.waits,
	    nature.company == ALONE  ? "alone" :
	    nature.company == THREAD ? "with a thread" :
	    nature.company == SHARED_FILES ?
				       "with a process that shares files" :
				       "with a child");
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	handle(SIGPIPE, count_pipe, SA_RESTART);
	handle(SIGURG, count_urgent, SA_RESTART);
	handle(SIGUSR1, ignore, SA_RESTART);
	for (int i = 0; i < WHOS; i++)
		fds[i] = NONE;
	fds[CLIENT] = fds[SERVER] = fds[CLIENT_DUP] = UNUSED;
	fds[CLOSED] = UNUSED;
	fds[MINUS_ONE] = -1;
	fds[FAR] = 0x7fffffff;
	stream_position = 0;
	edges[CLIENT] = (int)MUST(SYS_epoll_create1, EPOLL_CLOEXEC);
	edges[SERVER] = (int)MUST(SYS_epoll_create1, EPOLL_CLOEXEC);
	if (nature.watch_files)
		watch = (int)MUST(SYS_inotify_init1, IN_NONBLOCK | IN_CLOEXEC);
	/* a table that has to grow later would take its time */
	MUST(SYS_dup2, 2, COPIES + HANDLES);
	make_listener(&target); /* for those who connect on their own */
	listener = make_listener(&address);
	world_connect();
	begin_company();
	if (nature.storm)
		begin_storm();
	observe();
	say("\n");
}

void world_end(void)
{
	if (companion_process)
		RAW(SYS_kill, companion_process, SIGKILL);
}

/* Observations */

static int value_of(int fd, unsigned long request)
{
	int value = -1;

	return RAW(SYS_ioctl, fd, request, &value) < 0 ? -1 : value;
}

/*
 * Until all that has been sent has arrived and was acknowledged. What is held
 * back on purpose (MSG_MORE) stays.
 */
void world_settle(void)
{
	int unsent, last = -1, same = 0;

	while (same < 5) {
		unsent = 0;
		for (int i = CLIENT; i <= SERVER; i++) {
			int one = 1;

			if (!is_open(i))
				continue;
			RAW(SYS_setsockopt, fds[i], IPPROTO_TCP, TCP_QUICKACK,
			    &one, sizeof(one));
			unsent += value_of(fds[i], SIOCOUTQ);
			unsent += value_of(fds[i], SIOCOUTQNSD);
		}
		if (unsent == 0)
			break;
		same = unsent == last ? same + 1 : 0;
		last = unsent;
		RAW(SYS_sched_yield);
	}
}

/* Is it an established connection? */
bool is_alive(void)
{
	for (int who = CLIENT; who <= SERVER; who++) {
		unsigned char state = 0;
		socklen_t size = 1;

		if (!is_open(who))
			return false;
		RAW(SYS_getsockopt, fds[who], IPPROTO_TCP, TCP_INFO, &state,
		    &size);
		if (state != 1)
			return false;
	}
	return true;
}

/* Returns the state */
static int observe_end(enum who who)
{
	struct pollfd entry = { fds[who],
				POLLIN | POLLOUT | POLLPRI | POLLRDHUP, 0 };
	int mark = value_of(fds[who], SIOCATMARK);
	unsigned char state = 0;
	socklen_t size = 1;

	RAW(SYS_getsockopt, fds[who], IPPROTO_TCP, TCP_INFO, &state, &size);
	RAW(SYS_poll, &entry, 1, 0);
	/* the acknowledgement of the end may take its time */
	if (state == TCP_FIN_WAIT2)
		state = TCP_FIN_WAIT1;
	say(" %c:%d,%d", who == CLIENT ? 'c' : 's', state,
	    value_of(fds[who], SIOCINQ));
	/* what a closed one could not send any more is a matter of time, too */
	if (nature.settle && state != TCP_CLOSE)
		say("/%d", value_of(fds[who], SIOCOUTQNSD));
	say(",%x%s", (unsigned int)entry.revents, mark > 0 ? ",mark" : "");
	return state;
}

static void observe_edges(enum who who)
{
	struct epoll_event events[32];
	long count = RAW(SYS_epoll_wait, edges[who], events, 32, 0);

	for (long i = 0; i < count; i++)
		if (events[i].data.u64 == mark_of(who))
			say(" edge:%x", events[i].events);
}

static void observe_watch(void)
{
	static char space[4096] __attribute__((aligned(8)));
	long count = RAW(SYS_read, watch, space, sizeof(space));

	for (long i = 0; i < count;) {
		struct inotify_event *event = (void *)(space + i);

		say(" watch:%d,%x", event->wd, event->mask);
		i += (long)(sizeof(*event) + event->len);
	}
}

void observe(void)
{
	if (nature.settle)
		world_settle();
	for (int who = CLIENT; who <= SERVER; who++)
		if (is_open(who) && observe_end(who) != TCP_FIN_WAIT1)
			observe_edges(who);
	if (fds[FRESH] >= 0 && fds[FRESH] != UNUSED) {
		struct pollfd entry = { fds[FRESH], POLLIN | POLLOUT, 0 };

		RAW(SYS_poll, &entry, 1, 0);
		say(" f:%x", entry.revents);
	}
	if (nature.watch_files)
		observe_watch();
}
