// SPDX-License-Identifier: GPL-2.0-only
/* One epoll loop serves thirty clients; level, edge and one-shot triggering. */
#include "net.h"
#include <sys/epoll.h>

#define CLIENTS 30

static int epoll;

static void add(int fd, unsigned int events)
{
	struct epoll_event event = { .events = events, .data = { .fd = fd } };

	MUST(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event));
}

static int ready(void)
{
	struct epoll_event event;

	return epoll_wait(epoll, &event, 1, 0);
}

static void triggering(void)
{
	struct epoll_event event;
	int ends[2];
	char byte;

	epoll = (int)MUST(epoll_create1(EPOLL_CLOEXEC));
	MUST(pipe(ends));
	add(ends[0], EPOLLIN);
	MUST(write(ends[1], "ab", 2));
	printf("level %d %d", ready(), ready());
	MUST(read(ends[0], &byte, 1));
	MUST(epoll_ctl(epoll, EPOLL_CTL_DEL, ends[0], NULL));
	add(ends[0], EPOLLIN | EPOLLET);
	printf(", edge %d", ready());
	printf(" %d", ready());
	event = (struct epoll_event){ .events = EPOLLIN | EPOLLONESHOT };
	MUST(epoll_ctl(epoll, EPOLL_CTL_MOD, ends[0], &event));
	printf(", one-shot %d", ready());
	printf(" %d\n", ready());
	MUST(close(epoll));
}

int main(void)
{
	struct sockaddr_in address;
	int server, open_clients = 0, served = 0;
	pid_t pids[CLIENTS];

	begin(30);
	triggering();
	server = tcp_listen(&address);
	epoll = (int)MUST(epoll_create1(EPOLL_CLOEXEC));
	add(server, EPOLLIN);
	for (int i = 0; i < CLIENTS; i++) {
		pids[i] = child();
		if (pids[i] == 0) {
			int fd = tcp_connect(&address), got;

			for (int j = 0; j < 10; j++) {
				write_all(fd, &i, sizeof(i));
				read_all(fd, &got, sizeof(got));
				CHECK(got == i + 1);
			}
			_exit(finish());
		}
	}
	do {
		struct epoll_event events[8];
		int count = (int)MUST(epoll_wait(epoll, events, 8, 20000));

		for (int i = 0; i < count; i++) {
			int fd = events[i].data.fd, value;

			if (fd == server) {
				add((int)MUST(accept4(server, NULL, NULL,
						      SOCK_NONBLOCK)),
				    EPOLLIN);
				open_clients++;
			} else if (read(fd, &value, sizeof(value)) ==
				   sizeof(value)) {
				value++;
				write_all(fd, &value, sizeof(value));
				served++;
			} else {
				MUST(close(fd));
				open_clients--;
			}
		}
	} while (open_clients > 0 || served < CLIENTS * 10);
	printf("served %d\n", served);
	for (int i = 0; i < CLIENTS; i++)
		CHECK(reap(pids[i]) == 0);
	return finish();
}
