/* SPDX-License-Identifier: GPL-2.0-only */
/* TCP over the loopback interface, on a port that the kernel chooses. */
#ifndef NET_H
#define NET_H

#include "check.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>

static inline int tcp_listen(struct sockaddr_in *address)
{
	socklen_t size = sizeof(*address);
	int fd = (int)MUST(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));

	memset(address, 0, sizeof(*address));
	address->sin_family = AF_INET;
	address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	MUST(bind(fd, (struct sockaddr *)address, size));
	MUST(listen(fd, 64));
	MUST(getsockname(fd, (struct sockaddr *)address, &size));
	return fd;
}

static inline int tcp_connect(const struct sockaddr_in *address)
{
	int fd = (int)MUST(socket(AF_INET, SOCK_STREAM, 0));

	MUST(connect(fd, (const struct sockaddr *)address, sizeof(*address)));
	return fd;
}

static inline void read_all(int fd, void *buffer, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t count =
			MUST(read(fd, (char *)buffer + done, size - done));

		if (count == 0) {
			printf("early end of file\n");
			_exit(2);
		}
		done += (size_t)count;
	}
}

static inline void write_all(int fd, const void *buffer, size_t size)
{
	size_t done = 0;

	while (done < size)
		done += (size_t)MUST(
			write(fd, (const char *)buffer + done, size - done));
}

#endif
