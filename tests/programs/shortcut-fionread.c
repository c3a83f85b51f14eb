// SPDX-License-Identifier: GPL-2.0-only
/* ioctl(FIONREAD), on TCP and on all that is not: the worked example of docs/shortcuts.md. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static void ask(const char *what, int fd)
{
	int bytes = -1;
	int result = ioctl(fd, FIONREAD, &bytes);

	printf("%s: %d, %d bytes, %s\n", what, result, bytes,
	       result ? strerror(errno) : "-");
}

static void must(int result, const char *what)
{
	if (result < 0)
		printf("%s: %s\n", what, strerror(errno));
}

static void tcp(int family)
{
	struct sockaddr_storage address = { .ss_family = family };
	socklen_t len = sizeof(address);
	int listener = socket(family, SOCK_STREAM, 0);
	int client = socket(family, SOCK_STREAM, 0);
	int server, copy;
	char buffer[64];

	if (family == AF_INET)
		((struct sockaddr_in *)&address)->sin_addr.s_addr =
			htonl(INADDR_LOOPBACK);
	else
		((struct sockaddr_in6 *)&address)->sin6_addr = in6addr_loopback;
	ask("new socket", client);
	must(bind(listener, (void *)&address, len), "bind");
	must(listen(listener, 1), "listen");
	ask("listening", listener);
	must(getsockname(listener, (void *)&address, &len), "getsockname");
	must(connect(client, (void *)&address, len), "connect");
	server = accept(listener, NULL, NULL);
	ask("connected", server);
	must((int)send(client, "hello", 5, 0), "send");
	ask("five bytes", server);
	must((int)recv(server, buffer, 2, MSG_PEEK), "peek");
	ask("after a peek", server);
	must((int)recv(server, buffer, 2, 0), "recv");
	ask("after two", server);
	copy = dup(server);
	close(server);
	ask("closed", server);
	ask("its copy", copy);
	must((int)send(client, "!", 1, MSG_OOB), "urgent");
	must((int)send(client, "after", 5, 0), "send");
	ask("up to the urgent byte", copy);
	must(shutdown(client, SHUT_WR), "shutdown");
	ask("at the end", copy);
	while (recv(copy, buffer, sizeof(buffer), 0) > 0)
		;
	ask("all read", copy);

	/* Bad pointers */
	errno = 0;
	printf("null: %d", ioctl(copy, FIONREAD, NULL));
	printf(" %s\n", strerror(errno));
	errno = 0;
	printf("kernel address: %d",
	       ioctl(copy, FIONREAD, (void *)(UINTPTR_MAX - 4095)));
	printf(" %s\n", strerror(errno));
	close(client);
	close(copy);
	close(listener);
}

int main(void)
{
	int pipes[2], pair[2], fd;

	tcp(AF_INET);
	fd = socket(AF_INET6, SOCK_STREAM, 0);
	if (fd >= 0)
		tcp(AF_INET6);
	close(fd);
	must(pipe(pipes), "pipe");
	must((int)write(pipes[1], "four", 4), "write");
	ask("pipe", pipes[0]);
	must(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), "socketpair");
	must((int)write(pair[1], "Unix", 4), "write");
	ask("Unix socket", pair[0]);
	ask("UDP", socket(AF_INET, SOCK_DGRAM, 0));
	ask("eventfd", eventfd(1, 0));
	ask("directory", open("/", O_RDONLY));
	ask("path only", open("/", O_PATH));
	fd = open("/tmp/fionread", O_RDWR | O_CREAT | O_TRUNC, 0600);
	must((int)write(fd, "regular", 7), "write");
	must((int)lseek(fd, 3, SEEK_SET), "lseek");
	ask("regular file", fd);
	unlink("/tmp/fionread");
	ask("not open", 999);
	ask("negative", -1);
	return 0;
}
