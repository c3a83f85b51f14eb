// SPDX-License-Identifier: GPL-2.0-only
/* Unix sockets: a path, an abstract name, datagrams and sequenced packets. */
#include "net.h"

static void talk(const char *what, int type, const char *path, size_t length)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	socklen_t size =
		(socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
	char text[16] = "";
	int server, fd;
	pid_t pid;

	memcpy(address.sun_path, path, length);
	server = (int)MUST(socket(AF_UNIX, type, 0));
	MUST(bind(server, (struct sockaddr *)&address, size));
	if (type != SOCK_DGRAM)
		MUST(listen(server, 1));
	pid = child();
	if (pid == 0) {
		fd = (int)MUST(socket(AF_UNIX, type, 0));
		MUST(connect(fd, (struct sockaddr *)&address, size));
		CHECK(send(fd, "hello", 5, 0) == 5);
		CHECK(send(fd, "again", 5, 0) == 5);
		if (type != SOCK_DGRAM)
			CHECK(recv(fd, text, 2, 0) == 2);
		_exit(finish());
	}
	fd = type == SOCK_DGRAM ? server :
				  (int)MUST(accept(server, NULL, NULL));
	CHECK(recv(fd, text, 5, MSG_WAITALL) == 5);
	if (type != SOCK_DGRAM)
		CHECK(send(fd, "ok", 2, 0) == 2);
	printf("%s: %s, %s\n", what, text, fate(reap(pid)));
	MUST(close(server));
}

int main(void)
{
	char path[64] = "";

	begin(20);
	snprintf(path, sizeof(path), "/tmp/socket-unix.%d", getpid());
	talk("path", SOCK_STREAM, path, strlen(path) + 1);
	MUST(unlink(path));
	talk("datagrams", SOCK_DGRAM, path, strlen(path) + 1);
	MUST(unlink(path));
	path[0] = '\0';
	talk("abstract", SOCK_STREAM, path, 30);
	talk("packets", SOCK_SEQPACKET, path, 30);
	return finish();
}
