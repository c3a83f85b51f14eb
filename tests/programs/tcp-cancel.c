// SPDX-License-Identifier: GPL-2.0-only
/* The calls are no cancellation points: not if they wait, and not if they need not. */
#include "tcp.h"

static struct end a, b;
static int file;
static volatile int waits, result;

enum call { RECV, RECVV, SEND, SENDV, SENDFILE, FILEV, CALLS };

static const char *const names[] = { "recv",  "recvv",	  "send",
				     "sendv", "sendfile", "sendfilev" };

static ssize_t make(enum tcp_way way, enum call call)
{
	static char bytes[300000];
	struct iovec iov = { bytes, sizeof(bytes) };
	size_t size = sizeof(bytes);

	switch (call) {
	case RECV:
		return way_recv(way, &b, bytes, size, 0);
	case RECVV:
		return way_recvv(way, &b, &iov, 1, 0);
	case SEND:
		return way_send(way, &a, bytes, size, 0);
	case SENDV:
		return way_sendv(way, &a, &iov, 1, 0);
	case SENDFILE:
		return way_sendfile(way, &a, file, &(off_t){ 0 }, size);
	default:
		return ukl_tcp_sendfilev(a.fd, &iov, 1, file, &(off_t){ 0 },
					 size, 0);
	}
}

struct job {
	enum tcp_way way;
	enum call call;
};

static void *thread(void *argument)
{
	const struct job *job = argument;
	int state;

	/* so that it is pending when the call begins, or comes while it waits */
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
	waits = 1;
	while (waits == 1)
		usleep(1000);
	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &state);
	result = (int)make(job->way, job->call);
	CHECK(ukl_tcp_close(ukl_tcp_open(a.fd)) == 0);
	pthread_testcancel();
	CHECK(!"still there");
	return NULL;
}

static void try(enum tcp_way way, enum call call, int pending)
{
	struct job job = { way, call };
	int size = 20000;
	pthread_t id;
	void *end;

	tcp_pair(&a, &b);
	MUST(setsockopt(a.fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size)));
	waits = 0;
	result = 0;
	CHECK(pthread_create(&id, NULL, thread, &job) == 0);
	while (!waits)
		usleep(1000);
	if (pending)
		CHECK(pthread_cancel(id) == 0);
	waits = 2;
	sleep_ms(20);
	if (!pending)
		CHECK(pthread_cancel(id) == 0);
	sleep_ms(10);
	CHECK(result == 0);
	if (call <= RECVV) {
		write_all(a.fd, "data", 4);
	} else {
		char bytes[4096];

		while (recv(b.fd, bytes, sizeof(bytes), MSG_DONTWAIT) > 0 ||
		       !result)
			;
	}
	pthread_join(id, &end);
	printf("%s by %s: %d, cancelled %d\n", names[call], tcp_way_name(way),
	       result, end == PTHREAD_CANCELED);
	tcp_unpair(&a, &b);
}

int main(void)
{
	begin(30);
	file = tcp_file(300000);
	for (int pending = 0; pending < 2; pending++)
		for (enum tcp_way way = BY_FD; way < TCP_WAYS;
		     way = (enum tcp_way)(way + 1))
			for (enum call call = RECV; call < CALLS; call++)
				try(way, call, pending);
	return finish();
}
