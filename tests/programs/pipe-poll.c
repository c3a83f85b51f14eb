// SPDX-License-Identifier: GPL-2.0-only
/* poll, select and ppoll see a pipe become ready, hang up and break. */
#include "check.h"
#include <poll.h>
#include <sys/select.h>

static volatile sig_atomic_t count;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	count++;
}

static void show(const char *what, struct pollfd *waiting)
{
	int result = poll(waiting, 2, 0);

	printf("%s: %d, reader%s%s, writer%s%s\n", what, result,
	       waiting[0].revents & POLLIN ? " in" : "",
	       waiting[0].revents & POLLHUP ? " hang-up" : "",
	       waiting[1].revents & POLLOUT ? " out" : "",
	       waiting[1].revents & POLLERR ? " error" : "");
}

int main(void)
{
	struct timespec long_time = { 10, 0 };
	struct timeval short_time = { 0, 1000 };
	struct pollfd waiting[2];
	sigset_t blocked, none;
	int ends[2];
	fd_set set;

	begin(20);
	MUST(pipe(ends));
	waiting[0] = (struct pollfd){ .fd = ends[0], .events = POLLIN };
	waiting[1] = (struct pollfd){ .fd = ends[1], .events = POLLOUT };
	show("empty", waiting);
	FD_ZERO(&set);
	FD_SET(ends[0], &set);
	printf("select %d", select(ends[0] + 1, &set, NULL, NULL, &short_time));
	MUST(write(ends[1], "x", 1));
	FD_SET(ends[0], &set);
	printf(" %d %d\n", select(ends[0] + 1, &set, NULL, NULL, NULL),
	       FD_ISSET(ends[0], &set) != 0);
	show("filled", waiting);

	on(SIGUSR1, handler, 0);
	sigemptyset(&none);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGUSR1);
	MUST(sigprocmask(SIG_BLOCK, &blocked, NULL));
	raise(SIGUSR1);
	CHECK(count == 0);
	waiting[0].fd = -1;
	printf("ppoll: %s", outcome(ppoll(waiting, 1, &long_time, &none)));
	printf(", handled %d\n", count);
	MUST(sigprocmask(SIG_BLOCK, NULL, &none));
	CHECK(sigismember(&none, SIGUSR1));
	waiting[0].fd = ends[0];
	MUST(close(ends[1]));
	waiting[1].fd = -1;
	waiting[1].revents = 0;
	show("writer gone", waiting);
	return finish();
}
