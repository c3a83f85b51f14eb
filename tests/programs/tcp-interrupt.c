// SPDX-License-Identifier: GPL-2.0-only
/*
 * Signals and time limits: EINTR, or with SA_RESTART another start; with a time
 * limit there is none; what has been moved is told instead.
 */
#include "task-state.h"
#include "tcp.h"
#include <poll.h>
#include <sys/time.h>

#define SIZE 400000

static char data[SIZE];
static struct end a, b;
static volatile int signals, done;
static int file;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	signals++;
}

enum call { RECV, RECVV, SEND, SENDV, SENDFILE, CALLS };

static const char *const names[] = { "recv", "recvv", "send", "sendv",
				     "sendfile" };

static ssize_t make(enum tcp_way way, enum call call, size_t size, int flags)
{
	struct iovec iov[2] = { { data, size / 2 },
				{ data + size / 2, size - size / 2 } };

	switch (call) {
	case RECV:
		return way_recv(way, &b, data, size, flags);
	case RECVV:
		return way_recvv(way, &b, iov, 2, flags);
	case SEND:
		return way_send(way, &a, data, size, flags);
	case SENDV:
		return way_sendv(way, &a, iov, 2, flags);
	default:
		return way_sendfile(way, &a, file, &(off_t){ 0 }, size);
	}
}

static void connect_small(void)
{
	int size = 50000;

	tcp_pair(&a, &b);
	MUST(setsockopt(a.fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size)));
	MUST(setsockopt(b.fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)));
}

static void wait_readable(const struct end *end)
{
	struct pollfd ready = { end->fd, POLLIN, 0 };

	MUST(poll(&ready, 1, -1));
}

static void limit(int ms)
{
	struct timeval time = { 0, ms * 1000 };

	MUST(setsockopt(b.fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof(time)));
	MUST(setsockopt(a.fd, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof(time)));
}

/* Connections without room, one for each call that sends */
static struct end full[CALLS][2];

/*
 * What was delayed, acknowledgements and the probe of the peer's window, makes
 * room again; so this takes longer than those.
 */
static void stuff(void)
{
	for (enum call call = SEND; call < CALLS; call++) {
		connect_small();
		full[call][0] = a;
		full[call][1] = b;
	}
	for (int quiet = 0; quiet < 35; quiet++) {
		usleep(10000);
		for (enum call call = SEND; call < CALLS; call++)
			while (send(full[call][0].fd, data, 16384,
				    MSG_DONTWAIT) > 0)
				quiet = 0;
	}
}

/* From now on @call waits if it is made */
static void prepare(enum call call)
{
	if (call <= RECVV) {
		connect_small();
	} else {
		a = full[call][0];
		b = full[call][1];
	}
}

/* Makes what a call waits for come true, when it has waited and been disturbed */
static void *release(void *argument)
{
	enum call call = *(enum call *)argument;

	while (!signals && !done)
		usleep(1000);
	sleep_ms(20);
	if (call <= RECVV)
		write_all(a.fd, "data", 4);
	else
		while (recv(b.fd, (char[4096]){ 0 }, 4096, 0) > 0)
			;
	return NULL;
}

static void *release_unsignalled(void *argument)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGALRM);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	return release(argument);
}

/* Another process, which sends one signal into a call that has begun to wait */
enum { IDLE, ARMED, SENDING };
static int *disturber;

static int disturber_goes(int from, int to)
{
	return __atomic_compare_exchange_n(disturber, &from, to, 0,
					   __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

static pid_t start_disturber(void)
{
	pid_t caller = getpid(), pid;

	disturber = mmap(NULL, sizeof(*disturber), PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(disturber != MAP_FAILED);
	pid = child();
	while (pid == 0) {
		usleep(1000);
		if (__atomic_load_n(disturber, __ATOMIC_SEQ_CST) == ARMED &&
		    task_state(caller, caller) == 'S' &&
		    disturber_goes(ARMED, SENDING)) {
			MUST(kill(caller, SIGUSR1));
			CHECK(disturber_goes(SENDING, IDLE));
		}
	}
	return pid;
}

static void arm(void)
{
	signals = 0;
	errno = 0;
	CHECK(disturber_goes(IDLE, ARMED));
}

static void disarm(void)
{
	while (!disturber_goes(ARMED, IDLE) &&
	       __atomic_load_n(disturber, __ATOMIC_SEQ_CST) != IDLE)
		usleep(1000);
}

/* Make the call, and send a signal into it if it waits */
static void disturb(const char *what, enum tcp_way way, enum call call)
{
	ssize_t result;

	arm();
	result = make(way, call, 100, 0);
	say("%s: %s, %d signals\n", what, counted(result), signals);
	disarm();
}

static void ends(enum tcp_way way)
{
	on(SIGUSR1, handler, 0);
	for (enum call call = RECV; call < CALLS; call++) {
		prepare(call);
		disturb(names[call], way, call);
		if (call <= RECVV)
			tcp_unpair(&a, &b);
	}
}

static void goes_on(enum tcp_way way)
{
	on(SIGUSR1, handler, SA_RESTART);
	for (enum call call = RECV; call < CALLS; call++) {
		pthread_t thread;

		prepare(call);
		limit(0);
		signals = done = 0;
		CHECK(pthread_create(&thread, NULL, release_unsignalled,
				     &call) == 0);
		disturb(names[call], way, call);
		done = 1;
		if (call >= SEND)
			MUST(shutdown(a.fd, SHUT_WR));
		pthread_join(thread, NULL);
		tcp_unpair(&a, &b);
	}
}

/* Part of the data is there, or has gone, when the signal comes */
static void parts(enum tcp_way way)
{
	for (int flags = 0; flags < 2; flags++) {
		ssize_t result;

		on(SIGUSR1, handler, flags ? SA_RESTART : 0);
		for (enum call call = RECV; call < CALLS; call++) {
			connect_small();
			write_all(a.fd, data, 10);
			wait_readable(&b);
			arm();
			result = make(way, call, SIZE, MSG_WAITALL);
			if (call <= RECVV)
				say("%s: %s, %d signals\n", names[call],
				    counted(result), signals);
			else
				say("%s: a part %d, %d signals\n", names[call],
				    result > 0 && result < SIZE, signals);
			disarm();
			tcp_unpair(&a, &b);
		}
	}
}

static void limited(enum tcp_way way, enum call call)
{
	uint64_t start;

	limit(50);
	start = now_ns();
	SAY(names[call], make(way, call, 100, 0));
	/* Less than 50 where the guest's clock ticks late, on a busy host */
	CHECK(now_ns() - start >= 10000000);
	/* with a limit no call is started again */
	limit(900);
	disturb("disturbed", way, call);
	limit(50);
	if (call == SENDFILE)
		return;
	/* not to wait at all is even less */
	SAY("without waiting", make(way, call, 100, MSG_DONTWAIT));
	if (call >= SEND)
		return;
	write_all(a.fd, data, 10);
	wait_readable(&b);
	SAY("a part", make(way, call, 100, MSG_WAITALL));
	write_all(a.fd, data, 10);
	SAY("what is there", make(way, call, 100, 0));
}

static void limits(enum tcp_way way)
{
	on(SIGUSR1, handler, SA_RESTART);
	for (enum call call = RECV; call < CALLS; call++) {
		prepare(call);
		limited(way, call);
		if (call <= RECVV)
			tcp_unpair(&a, &b);
	}
}

/* A signal that is ignored, and a stop, change nothing */
static void undisturbed(enum tcp_way way)
{
	for (enum call call = RECV; call <= RECVV; call++) {
		int status;
		pid_t pid;

		connect_small();
		pid = child();
		if (pid == 0) {
			struct end own = { b.fd, 0 };

			own.handle = ukl_tcp_open(b.fd);
			b = own;
			signal(SIGUSR1, SIG_IGN);
			status = make(way, call, 100, 0) == 4;
			_exit(status ? 4 : errno);
		}
		wait_asleep(pid, pid);
		MUST(kill(pid, SIGUSR1));
		sleep_ms(5);
		MUST(kill(pid, SIGSTOP));
		MUST(waitpid(pid, &status, WUNTRACED));
		say("%s, ", fate(status));
		MUST(kill(pid, SIGCONT));
		wait_asleep(pid, pid);
		write_all(a.fd, "data", 4);
		say("%s\n", fate(reap(pid)));
		tcp_unpair(&a, &b);
	}
}

static void all(enum tcp_way way)
{
	stuff();
	ends(way);
	limits(way);
	goes_on(way);
	parts(way);
	undisturbed(way);
}

int main(void)
{
	pid_t pid;

	begin(60);
	file = tcp_file(SIZE);
	pid = start_disturber();
	in_each_way(all);
	MUST(kill(pid, SIGKILL));
	reap(pid);
	return finish();
}
