// SPDX-License-Identifier: GPL-2.0-only
/*
 * Threads share handles: they use the same one, close it while others are in a
 * call, and open and close without end. No byte is lost or goes elsewhere.
 */
#include "task-state.h"
#include "tcp.h"

#define THREADS 4
#define ROUNDS 300

static struct end a, b;
static pthread_t threads[THREADS];
static volatile long counts[THREADS];
static volatile int stop;

static void start(int nr, void *(*function)(void *))
{
	for (long i = 0; i < nr; i++)
		CHECK(pthread_create(&threads[i], NULL, function, (void *)i) ==
		      0);
}

static long join(int nr)
{
	long sum = 0;

	for (int i = 0; i < nr; i++) {
		pthread_join(threads[i], NULL);
		sum += counts[i];
	}
	return sum;
}

/* Messages of one byte, each thread its own */
static void *send_bytes(void *argument)
{
	char byte = (char)('a' + (long)argument);

	for (int i = 0; i < 1000; i++)
		CHECK(ukl_tcp_hsend(a.handle, &byte, 1, 0) == 1);
	return NULL;
}

static void *receive_bytes(void *argument)
{
	char bytes[7];
	ssize_t got;

	while ((got = ukl_tcp_hrecv(b.handle, bytes, sizeof(bytes), 0)) > 0)
		for (int i = 0; i < got; i++)
			__atomic_add_fetch(&counts[bytes[i] - 'a'], 1,
					   __ATOMIC_SEQ_CST);
	(void)argument;
	return NULL;
}

static void together(void)
{
	pthread_t receivers[2];

	tcp_pair(&a, &b);
	memset((void *)counts, 0, sizeof(counts));
	for (int i = 0; i < 2; i++)
		CHECK(pthread_create(&receivers[i], NULL, receive_bytes,
				     NULL) == 0);
	start(THREADS, send_bytes);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	MUST(shutdown(a.fd, SHUT_WR));
	for (int i = 0; i < 2; i++)
		pthread_join(receivers[i], NULL);
	for (int i = 0; i < THREADS; i++)
		printf("%ld ", counts[i]);
	printf("bytes\n");
	tcp_unpair(&a, &b);
}

static struct {
	volatile pid_t tid;
	volatile int done;
	ssize_t result;
	int error;
	char bytes[8];
} waiter;

static void *wait_for_data(void *argument)
{
	(void)argument;
	waiter.tid = gettid();
	waiter.result =
		ukl_tcp_hrecv(a.handle, waiter.bytes, sizeof(waiter.bytes), 0);
	waiter.error = errno;
	waiter.done = 1;
	return NULL;
}

static void start_waiter(void)
{
	memset((void *)&waiter, 0, sizeof(waiter));
	CHECK(pthread_create(&threads[0], NULL, wait_for_data, NULL) == 0);
	while (!waiter.tid)
		usleep(1000);
	wait_asleep(getpid(), waiter.tid);
}

static void tell_waiter(const char *what)
{
	pthread_join(threads[0], NULL);
	printf("%s: %s %.8s\n", what,
	       waiter.result < 0 ? errname(waiter.error) :
	       waiter.result > 0 ? "received" :
				   "the end",
	       waiter.bytes);
}

/* What others do to a handle while a thread waits in a call by it */
static void waiting(void)
{
	char byte;

	/* closed: the call goes on */
	tcp_pair(&a, &b);
	start_waiter();
	CHECK(ukl_tcp_close(a.handle) == 0);
	CHECK(ukl_tcp_hrecv(a.handle, &byte, 1, MSG_DONTWAIT) == -1 &&
	      errno == EBADF);
	sleep_ms(10);
	CHECK(!waiter.done);
	write_all(b.fd, "data", 4);
	tell_waiter("handle closed");
	a.handle = 0;
	tcp_unpair(&a, &b);

	/* and the descriptor, too: the connection lasts as long as the call */
	tcp_pair(&a, &b);
	start_waiter();
	CHECK(ukl_tcp_close(a.handle) == 0);
	a.handle = 0;
	end_close(&a);
	sleep_ms(10);
	CHECK(!waiter.done);
	expect_silence(&b);
	write_all(b.fd, "data", 4);
	tell_waiter("both closed");
	expect_end(&b);
	end_close(&b);

	tcp_pair(&a, &b);
	start_waiter();
	MUST(shutdown(a.fd, SHUT_RD));
	tell_waiter("shut down");
	tcp_unpair(&a, &b);

	tcp_pair(&a, &b);
	start_waiter();
	end_close(&b);
	tell_waiter("the peer has gone");
	end_close(&a);

	/* the thread that opened it is not needed */
	tcp_pair(&a, &b);
	start_waiter();
	CHECK(ukl_tcp_hsend(b.handle, "more", 4, 0) == 4);
	tell_waiter("from a thread");
	tcp_unpair(&a, &b);
}

static pthread_barrier_t barrier;
static volatile ukl_tcp_handle shared;

static void *close_shared(void *argument)
{
	for (int i = 0; i < ROUNDS; i++) {
		pthread_barrier_wait(&barrier);
		if (ukl_tcp_close(shared) == 0)
			counts[(long)argument]++;
		else
			CHECK(errno == EBADF);
		pthread_barrier_wait(&barrier);
	}
	return NULL;
}

/* Of several threads one closes it */
static void race(void)
{
	tcp_pair(&a, &b);
	memset((void *)counts, 0, sizeof(counts));
	pthread_barrier_init(&barrier, NULL, THREADS + 1);
	start(THREADS, close_shared);
	for (int i = 0; i < ROUNDS; i++) {
		shared = ukl_tcp_open(a.fd);
		CHECK(shared > 0);
		pthread_barrier_wait(&barrier);
		pthread_barrier_wait(&barrier);
	}
	printf("closed %ld times\n", join(THREADS));
	expect_silence(&b);
	tcp_unpair(&a, &b);
}

static void *use_shared(void *argument)
{
	while (!stop) {
		ssize_t sent = ukl_tcp_hsend(shared, "x", 1, 0);

		if (sent == 1)
			counts[(long)argument]++;
		else
			CHECK(sent == -1 && errno == EBADF);
	}
	return NULL;
}

static void *drain(void *argument)
{
	char bytes[4096];
	ssize_t got;
	long sum = 0;

	(void)argument;
	while ((got = recv(b.fd, bytes, sizeof(bytes), 0)) > 0)
		sum += got;
	return (void *)sum;
}

/* It comes and goes while they use it; what was sent has arrived */
static void storm(void)
{
	pthread_t drainer;
	void *got;

	tcp_pair(&a, &b);
	memset((void *)counts, 0, sizeof(counts));
	stop = 0;
	shared = 0;
	CHECK(pthread_create(&drainer, NULL, drain, NULL) == 0);
	start(THREADS - 1, use_shared);
	for (int i = 0; i < ROUNDS; i++) {
		ukl_tcp_handle old = shared;

		shared = ukl_tcp_open(a.fd);
		CHECK(shared > 0);
		if (old)
			CHECK(ukl_tcp_close(old) == 0);
		if (i % 10 == 0)
			sched_yield();
	}
	CHECK(ukl_tcp_close(shared) == 0);
	stop = 1;
	join(THREADS - 1);
	MUST(shutdown(a.fd, SHUT_WR));
	pthread_join(drainer, &got);
	printf("storm: all arrived %d\n",
	       (long)got == counts[0] + counts[1] + counts[2]);
	tcp_unpair(&a, &b);
}

/* Connections of their own, from begin to end */
static void *connections(void *argument)
{
	struct end c, d;
	char byte;

	for (int i = 0; i < 50; i++) {
		tcp_pair(&c, &d);
		for (int j = 0; j < 5; j++) {
			CHECK(ukl_tcp_hsend(c.handle, "x", 1, 0) == 1);
			CHECK(ukl_tcp_hrecv(d.handle, &byte, 1, 0) == 1);
		}
		end_close(&c);
		CHECK(ukl_tcp_hrecv(d.handle, &byte, 1, 0) == 0);
		end_close(&d);
		counts[(long)argument]++;
	}
	return NULL;
}

static void apart(void)
{
	memset((void *)counts, 0, sizeof(counts));
	start(THREADS, connections);
	printf("%ld connections\n", join(THREADS));
}

int main(void)
{
	begin(60);
	together();
	waiting();
	race();
	storm();
	apart();
	return finish();
}
