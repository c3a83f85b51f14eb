// SPDX-License-Identifier: GPL-2.0-only
/*
 * Readers and writers that are cancelled at random while data flows. No item
 * is torn, reordered or doubled. Between the end of a call and the moment the
 * C library looks for requests it may lose one (glibc bug 12683): at most one
 * for each cancellation. Semaphores and conditions lose none.
 */
#include "task-state.h"
#include <mqueue.h>
#include <sched.h>
#include <semaphore.h>
#include <sys/ioctl.h>
#include <sys/msg.h>
#include <sys/socket.h>

#define ROUNDS 120
#define MOST_SPIN 60000

struct item {
	long type; /* for System V */
	uint64_t number, inverse;
};

static int ends[2], queue;
static mqd_t mq;

static long receive_pipe(struct item *item)
{
	return read(ends[0], item, sizeof(*item));
}

static long send_pipe(struct item *item)
{
	return write(ends[1], item, sizeof(*item));
}

static long receive_socket(struct item *item)
{
	struct iovec vector = { item, sizeof(*item) };
	struct msghdr message = { .msg_iov = &vector, .msg_iovlen = 1 };

	return item->number % 2 ? recv(ends[0], item, sizeof(*item), 0) :
				  recvmsg(ends[0], &message, 0);
}

static long send_socket(struct item *item)
{
	return send(ends[1], item, sizeof(*item), 0);
}

static long receive_mq(struct item *item)
{
	return mq_receive(mq, (char *)item, sizeof(*item), NULL);
}

static long send_mq(struct item *item)
{
	return mq_send(mq, (char *)item, sizeof(*item), 0) ?
		       -1 :
		       (long)sizeof(*item);
}

static long receive_msg(struct item *item)
{
	return msgrcv(queue, item, sizeof(*item) - sizeof(long), 1, 0) +
	       (long)sizeof(long);
}

static long send_msg(struct item *item)
{
	return msgsnd(queue, item, sizeof(*item) - sizeof(long), 0) ?
		       -1 :
		       (long)sizeof(*item);
}

static const struct means {
	const char *name;
	long (*receive)(struct item *item);
	long (*send)(struct item *item);
} means[] = {
	{ "pipe", receive_pipe, send_pipe },
	{ "packets", receive_socket, send_socket },
	{ "message queue", receive_mq, send_mq },
	{ "System V queue", receive_msg, send_msg },
};

static const struct means *mean;
static uint64_t seed = 12345;

/* Not longer than MOST_SPIN turns, often much shorter */
static void random_while(void)
{
	uint32_t turns;

	seed = seed * 6364136223846793005u + 1442695040888963407u;
	turns = (uint32_t)(seed >> 40) % MOST_SPIN >> (seed >> 60);
	while (turns--)
		asm volatile("pause");
	if ((seed >> 33) % 4 == 0)
		sched_yield();
}

static uint64_t last_received, last_sent;
static uint64_t stop; /* a receiver returns after that one */
static long gaps;

static void *receiver(void *argument)
{
	struct item item;

	while (last_received != stop) {
		item.number = last_received;
		CHECK(mean->receive(&item) == sizeof(item));
		CHECK(item.inverse == ~item.number);
		CHECK(item.number > last_received);
		gaps += (long)(item.number - last_received - 1);
		last_received = item.number;
	}
	return argument;
}

static void cancel(pthread_t thread)
{
	void *result;

	CHECK(pthread_cancel(thread) == 0);
	CHECK(pthread_join(thread, &result) == 0);
	CHECK(result == PTHREAD_CANCELED);
}

static void send_some(int count)
{
	for (int i = 0; i < count; i++) {
		struct item item = { 1, last_sent + 1, ~(last_sent + 1) };

		CHECK(mean->send(&item) == sizeof(item));
		last_sent++;
		if (i % 3 == 0)
			random_while();
	}
}

static void receivers(void)
{
	pthread_t last;

	last_received = last_sent = 0;
	stop = UINT64_MAX;
	gaps = 0;
	for (int i = 0; i < ROUNDS; i++) {
		pthread_t thread;

		CHECK(pthread_create(&thread, NULL, receiver, NULL) == 0);
		send_some(1 + i % 7);
		random_while();
		cancel(thread);
	}
	/* what is left, up to a last one */
	stop = last_sent + 1;
	CHECK(pthread_create(&last, NULL, receiver, NULL) == 0);
	send_some(1);
	pthread_join(last, NULL);
	CHECK(gaps <= ROUNDS);
	printf("receivers, %s: %s\n", mean->name,
	       gaps <= ROUNDS ? "right" : "too many lost");
}

static void *sender(void *argument)
{
	for (;;) {
		struct item item = { 1, last_sent + 1, ~(last_sent + 1) };

		CHECK(mean->send(&item) == sizeof(item));
		last_sent = item.number;
	}
	return argument;
}

/* One that was sent, but not noted, is sent again by the next */
static void senders(void)
{
	uint64_t due = 1, doubled = 0;

	last_sent = 0;
	for (int i = 0; i < ROUNDS; i++) {
		pthread_t thread;
		struct item item = { 1, 1, 0 };

		CHECK(pthread_create(&thread, NULL, sender, NULL) == 0);
		for (int j = 0; j < 1 + i % 7; j++) {
			CHECK(mean->receive(&item) == sizeof(item));
			CHECK(item.inverse == ~item.number);
			if (item.number + 1 == due)
				doubled++;
			else
				CHECK(item.number == due++);
		}
		random_while();
		cancel(thread);
	}
	CHECK(doubled <= ROUNDS);
	printf("senders, %s: %s\n", mean->name,
	       doubled <= ROUNDS ? "right" : "too many doubled");
}

static sem_t semaphore;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static long taken, given, available;

static void *take_semaphore(void *argument)
{
	for (;;) {
		CHECK(sem_wait(&semaphore) == 0);
		taken++;
	}
	return argument;
}

static void unlock(void *argument)
{
	CHECK(pthread_mutex_unlock(argument) == 0);
}

static void *take_condition(void *argument)
{
	pthread_mutex_lock(&mutex);
	pthread_cleanup_push(unlock, &mutex);
	for (;;) {
		while (available == 0)
			pthread_cond_wait(&condition, &mutex);
		available--;
		taken++;
	}
	pthread_cleanup_pop(1);
	return argument;
}

static void takers(const char *name, void *(*take)(void *), void (*give)(void),
		   long (*left)(void))
{
	taken = given = 0;
	for (int i = 0; i < ROUNDS; i++) {
		pthread_t thread;

		CHECK(pthread_create(&thread, NULL, take, NULL) == 0);
		for (int j = 0; j < 5; j++) {
			give();
			given++;
			random_while();
		}
		cancel(thread);
	}
	CHECK(taken + left() == given);
	printf("%s: missing %ld\n", name, given - taken - left());
}

static void give_semaphore(void)
{
	sem_post(&semaphore);
}

static long left_semaphore(void)
{
	int value;

	sem_getvalue(&semaphore, &value);
	return value;
}

static void give_condition(void)
{
	pthread_mutex_lock(&mutex);
	available++;
	pthread_mutex_unlock(&mutex);
	pthread_cond_signal(&condition);
}

static long left_condition(void)
{
	return available;
}

/* A cancelled waiter does not take the signal meant for another */
#define WAITERS 6

static long waiting, woken;

static void *wait_for_turn(void *argument)
{
	pthread_mutex_lock(&mutex);
	pthread_cleanup_push(unlock, &mutex);
	waiting++;
	while (available == 0)
		pthread_cond_wait(&condition, &mutex);
	available--;
	woken++;
	pthread_cleanup_pop(1);
	return argument;
}

static void waiters(void)
{
	for (int round = 0; round < 60; round++) {
		pthread_t threads[WAITERS];
		int cancelled = 0;

		available = waiting = woken = 0;
		for (int i = 0; i < WAITERS; i++)
			CHECK(pthread_create(&threads[i], NULL, wait_for_turn,
					     NULL) == 0);
		for (;;) {
			long count;

			pthread_mutex_lock(&mutex);
			count = waiting;
			pthread_mutex_unlock(&mutex);
			if (count == WAITERS)
				break;
			sched_yield();
		}
		/* cancel one half, wake the other half, at the same time */
		for (int i = 0; i < WAITERS / 2; i++) {
			CHECK(pthread_cancel(threads[2 * i]) == 0);
			give_condition();
			random_while();
		}
		for (int i = 0; i < WAITERS / 2; i++) {
			void *result;

			pthread_join(threads[2 * i], &result);
			cancelled += result == PTHREAD_CANCELED;
		}
		/* some of the cancelled took it before: give it again */
		for (int i = cancelled; i < WAITERS / 2; i++)
			give_condition();
		for (int i = 0; i < WAITERS / 2; i++)
			pthread_join(threads[2 * i + 1], NULL);
		CHECK(woken == WAITERS - cancelled && available == 0);
	}
	printf("waiters: right\n");
}

/* What is in the pipe, or taken off the socket, when a long call is cancelled */
static volatile int started;
static int pair[2];

static void *long_write(void *argument)
{
	static char zeros[200000];

	started = gettid();
	CHECK(write(ends[1], zeros, sizeof(zeros)) < 0);
	return argument;
}

static void *wait_for_all(void *argument)
{
	char text[64];

	started = gettid();
	CHECK(recv(pair[0], text, sizeof(text), MSG_WAITALL) < 0);
	return argument;
}

static void parts(void)
{
	pthread_t thread;
	int count = -1;

	MUST(pipe(ends));
	CHECK(pthread_create(&thread, NULL, long_write, NULL) == 0);
	while (!started)
		sched_yield();
	wait_asleep(getpid(), started);
	cancel(thread);
	MUST(ioctl(ends[0], FIONREAD, &count));
	printf("in the pipe: %d\n", count);

	started = 0;
	MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	MUST(send(pair[1], "0123456789", 10, 0));
	CHECK(pthread_create(&thread, NULL, wait_for_all, NULL) == 0);
	while (!started)
		sched_yield();
	wait_asleep(getpid(), started);
	cancel(thread);
	MUST(ioctl(pair[0], FIONREAD, &count));
	printf("in the socket: %d\n", count);
}

int main(void)
{
	struct mq_attr attributes = { .mq_maxmsg = 8,
				      .mq_msgsize = sizeof(struct item) };
	char name[40];

	begin(60);
	snprintf(name, sizeof(name), "/cancel-data.%d", getpid());
	for (size_t i = 0; i < sizeof(means) / sizeof(means[0]); i++)
		for (int both = 0; both < 2; both++) {
			mean = &means[i];
			if (i == 1)
				MUST(socketpair(AF_UNIX, SOCK_SEQPACKET, 0,
						ends));
			else
				MUST(pipe(ends));
			mq = (mqd_t)MUST(mq_open(name, O_RDWR | O_CREAT, 0600,
						 &attributes));
			MUST(mq_unlink(name));
			queue = (int)MUST(msgget(IPC_PRIVATE, 0600));
			if (both)
				senders();
			else
				receivers();
			MUST(msgctl(queue, IPC_RMID, NULL));
			MUST(close(ends[0]));
			MUST(close(ends[1]));
			mq_close(mq);
		}
	sem_init(&semaphore, 0, 0);
	takers("semaphore", take_semaphore, give_semaphore, left_semaphore);
	takers("condition", take_condition, give_condition, left_condition);
	waiters();
	parts();
	return finish();
}
