// SPDX-License-Identifier: GPL-2.0-only
/* TCP between two processes: accept, echo, shutdown, addresses, options. */
#include "net.h"

int main(void)
{
	struct sockaddr_in address, peer;
	socklen_t size = sizeof(peer);
	char text[64] = "";
	int server, connection, one = 1, got = 0;
	pid_t pid;

	begin(20);
	server = tcp_listen(&address);
	pid = child();
	if (pid == 0) {
		connection = tcp_connect(&address);
		for (int i = 0; i < 200; i++) {
			write_all(connection, &i, sizeof(i));
			read_all(connection, &got, sizeof(got));
			CHECK(got == i * 2);
		}
		MUST(shutdown(connection, SHUT_WR));
		read_all(connection, text, 4);
		CHECK(strcmp(text, "bye") == 0);
		CHECK(read(connection, text, 1) == 0);
		_exit(finish());
	}
	connection = (int)MUST(
		accept4(server, (struct sockaddr *)&peer, &size, SOCK_CLOEXEC));
	CHECK(peer.sin_addr.s_addr == htonl(INADDR_LOOPBACK) &&
	      peer.sin_port != 0);
	MUST(setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &one,
			sizeof(one)));
	one = 0;
	size = sizeof(one);
	MUST(getsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &one, &size));
	printf("no delay %d\n", one);
	while (recv(connection, &got, sizeof(got), MSG_WAITALL) ==
	       sizeof(got)) {
		got *= 2;
		CHECK(send(connection, &got, sizeof(got), 0) == sizeof(got));
	}
	MUST(write(connection, "bye", 4));
	MUST(close(connection));
	printf("last %d, %s\n", got, fate(reap(pid)));
	return finish();
}
