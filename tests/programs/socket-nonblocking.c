// SPDX-License-Identifier: GPL-2.0-only
/* Nonblocking sockets: EAGAIN, EINPROGRESS, refused and broken connections. */
#include "net.h"
#include <poll.h>

int main(void)
{
	static char block[65536];
	struct sockaddr_in address, nobody;
	struct pollfd waiting;
	socklen_t size = sizeof(int);
	int server, fd, accepted, error = -1;
	long sent = 0;

	begin(20);
	server = tcp_listen(&address);
	MUST(close(tcp_listen(&nobody)));
	MUST(fcntl(server, F_SETFL, O_NONBLOCK));
	printf("accept: %s\n", outcome(accept(server, NULL, NULL)));

	fd = (int)MUST(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
	printf("connect: %s\n", outcome(connect(fd, (struct sockaddr *)&address,
						sizeof(address))));
	waiting = (struct pollfd){ .fd = fd, .events = POLLOUT };
	CHECK(poll(&waiting, 1, 10000) == 1);
	MUST(getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size));
	printf("connected: %s\n", errname(error));
	accepted = (int)MUST(accept(server, NULL, NULL));
	printf("recv: %s\n", outcome(recv(fd, block, 1, 0)));
	for (;;) {
		ssize_t count = send(fd, block, sizeof(block), 0);

		if (count < 0)
			break;
		sent += count;
	}
	printf("full: %s, sent some %d\n", errname(errno), sent > 0);
	while (sent > 0) {
		ssize_t count = read(accepted, block, sizeof(block));

		CHECK(count > 0);
		sent -= count > 0 ? count : sent;
	}
	MUST(poll(&waiting, 1, 10000));
	printf("writable again %d\n", (waiting.revents & POLLOUT) != 0);
	MUST(close(accepted));
	waiting.events = POLLIN;
	MUST(poll(&waiting, 1, 10000));
	printf("end of file: %zd\n", recv(fd, block, 1, 0));
	printf("refused: %s\n",
	       outcome(connect((int)MUST(socket(AF_INET, SOCK_STREAM, 0)),
			       (struct sockaddr *)&nobody, sizeof(nobody))));
	printf("not connected: %s\n",
	       outcome(send((int)MUST(socket(AF_INET, SOCK_STREAM, 0)), block,
			    1, MSG_NOSIGNAL)));
	return finish();
}
