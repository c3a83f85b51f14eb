// SPDX-License-Identifier: GPL-2.0-only
/* Without SA_RESTART, and in some calls always, a signal ends the call. */
#include "check.h"
#include <linux/futex.h>
#include <poll.h>
#include <semaphore.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
}

#define TRY(name, call)                                      \
	do {                                                 \
		timer_t timer = tick(SIGUSR1, 20 * ONE_KHZ); \
		long result = (call);                        \
		const char *error = outcome(result);         \
		timer_delete(timer);                         \
		printf("%s: %s\n", name, error);             \
	} while (0)

int main(void)
{
	struct timespec ten = { 10, 0 }, left = { 0, 0 };
	struct timeval seconds = { 10, 0 };
	struct epoll_event event;
	struct pollfd waiting;
	int ends[2], pair[2], word = 0;
	fd_set set;
	sem_t semaphore;
	sigset_t none;
	char byte;

	begin(20);
	sem_init(&semaphore, 0, 0);
	sigemptyset(&none);
	MUST(pipe(ends));
	MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	waiting = (struct pollfd){ .fd = ends[0], .events = POLLIN };
	for (int restart = 0; restart < 2; restart++) {
		on(SIGUSR1, handler, restart ? SA_RESTART : 0);
		printf("restart %d\n", restart);
		if (!restart) {
			TRY("read", read(ends[0], &byte, 1));
			TRY("recv", recv(pair[0], &byte, 1, 0));
			TRY("futex", syscall(SYS_futex, &word, FUTEX_WAIT, 0,
					     NULL, NULL, 0));
		}
		TRY("nanosleep", nanosleep(&ten, &left));
		CHECK(left.tv_sec < 10 && left.tv_sec + left.tv_nsec > 0);
		TRY("poll", poll(&waiting, 1, 10000));
		TRY("ppoll", ppoll(&waiting, 1, &ten, &none));
		FD_ZERO(&set);
		FD_SET(ends[0], &set);
		TRY("select", select(ends[0] + 1, &set, NULL, NULL, &seconds));
		TRY("epoll_wait",
		    epoll_wait((int)MUST(epoll_create1(0)), &event, 1, 10000));
		TRY("sem_timedwait",
		    sem_clockwait(&semaphore, CLOCK_MONOTONIC,
				  &(struct timespec){ 1 << 30, 0 }));
		TRY("pause", pause());
		TRY("sigsuspend", sigsuspend(&none));
	}
	return finish();
}
