// SPDX-License-Identifier: GPL-2.0-only
/* sendfile and splice move a file into a socket. */
#include "net.h"
#include <sys/sendfile.h>

#define SIZE 300000

static unsigned char data[SIZE], copy[SIZE];

int main(void)
{
	char path[] = "/tmp/sendfile.XXXXXX";
	struct sockaddr_in address;
	int server, file, fd;
	off_t offset = 1000;
	pid_t pid;

	begin(20);
	for (int i = 0; i < SIZE; i++)
		data[i] = (unsigned char)(i * 11 + i / 1000);
	file = (int)MUST(mkstemp(path));
	MUST(unlink(path));
	write_all(file, data, SIZE);
	server = tcp_listen(&address);
	pid = child();
	if (pid == 0) {
		int pipe_ends[2];
		loff_t start = 0;

		fd = tcp_connect(&address);
		while (offset < SIZE)
			CHECK(MUST(sendfile(fd, file, &offset, SIZE)) > 0);
		MUST(pipe(pipe_ends));
		while (start < 1000) {
			ssize_t count =
				MUST(splice(file, &start, pipe_ends[1], NULL,
					    (size_t)(1000 - start), 0));

			CHECK(splice(pipe_ends[0], NULL, fd, NULL,
				     (size_t)count, 0) == count);
		}
		_exit(finish());
	}
	fd = (int)MUST(accept(server, NULL, NULL));
	read_all(fd, copy, SIZE);
	CHECK(memcmp(copy, data + 1000, SIZE - 1000) == 0);
	CHECK(memcmp(copy + SIZE - 1000, data, 1000) == 0);
	printf("%s\n", fate(reap(pid)));
	return finish();
}
