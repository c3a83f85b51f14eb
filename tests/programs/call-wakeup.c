// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fifty thousand times one of two wakes the other, by seven means, under
 * signals with SA_RESTART and without: no wake-up is lost (or it would hang),
 * none comes twice.
 */
#include "call-ways.h"
#include <linux/futex.h>
#include <poll.h>
#include <semaphore.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#define WAKE_UPS 28000 /* of all means together, twice */
#define MEANS 7

static volatile long handled;
static int flags;

/* Ends of the two directions: index 0 is from the first to the second */
static int receive_fd[2], send_fd[2], epoll_fd[2];
static uint32_t *words; /* futexes, by direction */
static sem_t *semaphores;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition[2] = { PTHREAD_COND_INITIALIZER,
				       PTHREAD_COND_INITIALIZER };
static long posted[2];

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	__atomic_add_fetch(&handled, 1, __ATOMIC_RELAXED);
	CHECK(call(BY_DIRECT, SYS_close, -1) == -EBADF);
}

/* A result that a signal may have prevented */
static int again(long result)
{
	if (result == -EINTR)
		CHECK(flags == 0);
	return result == -EINTR;
}

static long tell(enum way way, int fd, uint64_t value)
{
	long result;

	while (again(result = call(way, SYS_write, fd, &value, 8)))
		;
	return result;
}

static long hear(enum way way, int fd, uint64_t *value)
{
	long result;

	while (again(result = call(way, SYS_read, fd, value, 8)))
		;
	return result;
}

static void send_one(int mean, int direction, enum way way, uint64_t value)
{
	switch (mean) {
	case 0: /* eventfd counts */
		CHECK(tell(way, send_fd[direction], 1) == 8);
		break;
	case 1: /* pipe */
	case 2: /* socket */
	case 3: /* pipe, awaited by epoll */
		CHECK(tell(way, send_fd[direction], value) == 8);
		break;
	case 4:
		__atomic_store_n(&words[direction], (uint32_t)value,
				 __ATOMIC_SEQ_CST);
		CHECK(call(way, SYS_futex, &words[direction], FUTEX_WAKE, 1,
			   NULL, NULL, 0) >= 0);
		break;
	case 5:
		CHECK(sem_post(&semaphores[direction]) == 0);
		break;
	case 6:
		pthread_mutex_lock(&mutex);
		posted[direction]++;
		pthread_cond_signal(&condition[direction]);
		pthread_mutex_unlock(&mutex);
	}
}

static void receive_one(int mean, int direction, enum way way, uint64_t value)
{
	struct epoll_event event;
	uint64_t got = 0;
	long result;

	switch (mean) {
	case 0:
		CHECK(hear(way, receive_fd[direction], &got) == 8 && got == 1);
		break;
	case 3:
		/* never restarted */
		do
			result = call(way, SYS_epoll_wait, epoll_fd[direction],
				      &event, 1, -1);
		while (result == -EINTR);
		CHECK(result == 1);
		/* fall through */
	case 1:
	case 2:
		CHECK(hear(way, receive_fd[direction], &got) == 8 &&
		      got == value);
		break;
	case 4:
		while ((got = __atomic_load_n(&words[direction],
					      __ATOMIC_SEQ_CST)) !=
		       (uint32_t)value) {
			result = call(way, SYS_futex, &words[direction],
				      FUTEX_WAIT, got, NULL, NULL, 0);
			CHECK(again(result) || result == 0 ||
			      result == -EAGAIN);
		}
		break;
	case 5:
		while (sem_wait(&semaphores[direction]) != 0)
			CHECK(errno == EINTR && flags == 0);
		break;
	case 6:
		pthread_mutex_lock(&mutex);
		while (posted[direction] == 0)
			pthread_cond_wait(&condition[direction], &mutex);
		posted[direction]--;
		CHECK(posted[direction] == 0);
		pthread_mutex_unlock(&mutex);
	}
}

static void play(int mean, int first)
{
	long rounds = WAKE_UPS / MEANS / 2;

	for (long i = 1; i <= rounds; i++) {
		enum way way = (enum way)(i % WAYS);

		if (first)
			send_one(mean, 0, way, (uint64_t)i);
		receive_one(mean, first, way, (uint64_t)i);
		if (!first)
			send_one(mean, 1, way, (uint64_t)i);
	}
}

static void *second(void *argument)
{
	play((int)(long)argument, 0);
	return NULL;
}

static void prepare(int mean)
{
	for (int i = 0; i < 2; i++) {
		int ends[2];

		if (mean == 0) {
			ends[0] = ends[1] = (int)MUST(eventfd(0, 0));
		} else if (mean == 2) {
			MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
		} else {
			MUST(pipe(ends));
		}
		receive_fd[i] = ends[0];
		send_fd[i] = ends[1];
		if (mean == 3) {
			struct epoll_event event = { .events = EPOLLIN };

			epoll_fd[i] = (int)MUST(epoll_create1(0));
			MUST(epoll_ctl(epoll_fd[i], EPOLL_CTL_ADD, ends[0],
				       &event));
		}
		words[i] = 0;
		sem_init(&semaphores[i], 1, 0);
	}
}

int main(void)
{
	static const char *const names[MEANS] = { "eventfd",  "pipe",
						  "socket",   "epoll",
						  "futex",    "semaphore",
						  "condition" };
	void *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	begin(80);
	MUST((long)shared);
	words = shared;
	semaphores = (sem_t *)((char *)shared + 1024);
	for (int mean = 0; mean < MEANS; mean++) {
		pthread_t thread;
		timer_t timer;
		pid_t pid;

		/* two threads, then two processes where that is possible */
		flags = mean % 2 ? SA_RESTART : 0;
		on(SIGUSR1, handler, flags);
		prepare(mean);
		CHECK(pthread_create(&thread, NULL, second,
				     (void *)(long)mean) == 0);
		timer = tick(SIGUSR1, TEN_KHZ * 2);
		play(mean, 1);
		MUST(timer_delete(timer));
		pthread_join(thread, NULL);
		printf("%s between threads\n", names[mean]);
		if (mean == 6)
			continue;
		flags = mean % 2 ? 0 : SA_RESTART;
		on(SIGUSR1, handler, flags);
		prepare(mean);
		pid = child();
		if (pid == 0) {
			tick(SIGUSR1, TEN_KHZ * 5);
			play(mean, 0);
			_exit(finish());
		}
		timer = tick(SIGUSR1, TEN_KHZ * 2);
		play(mean, 1);
		MUST(timer_delete(timer));
		printf("%s between processes, %s\n", names[mean],
		       fate(reap(pid)));
	}
	CHECK(handled > 0);
	return finish();
}
