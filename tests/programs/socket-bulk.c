// SPDX-License-Identifier: GPL-2.0-only
/* Four megabytes through TCP in uneven pieces arrive as they were sent. */
#include "net.h"

#define TOTAL (4 << 20)

static unsigned char data[TOTAL];

static void *send_all(void *argument)
{
	int fd = tcp_connect(argument);
	size_t done = 0;

	for (size_t i = 0; i < TOTAL; i++)
		data[i] = (unsigned char)(i * 7 + (i >> 8) * 13);
	while (done < TOTAL) {
		size_t piece = 1 + done * 31 % 70000;

		if (piece > TOTAL - done)
			piece = TOTAL - done;
		write_all(fd, data + done, piece);
		done += piece;
	}
	MUST(close(fd));
	return NULL;
}

int main(void)
{
	static unsigned char buffer[50000];
	struct sockaddr_in address;
	pthread_t thread;
	size_t done = 0;
	ssize_t count;
	int server, fd;

	begin(30);
	server = tcp_listen(&address);
	CHECK(pthread_create(&thread, NULL, send_all, &address) == 0);
	fd = (int)MUST(accept(server, NULL, NULL));
	while ((count = MUST(read(fd, buffer, 1 + done % sizeof(buffer)))) >
	       0) {
		CHECK(memcmp(buffer, data + done, (size_t)count) == 0);
		done += (size_t)count;
	}
	pthread_join(thread, NULL);
	printf("%zu bytes\n", done);
	return finish();
}
