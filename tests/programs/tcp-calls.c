// SPDX-License-Identifier: GPL-2.0-only
/* Every call: what it moves, what it returns, lengths of nothing, vectors. */
#include "tcp.h"
#include <limits.h>

#define SIZE 3000

static unsigned char data[SIZE], copy[SIZE];
static struct end a, b;

static void buffers(enum tcp_way way)
{
	SAY("send", way_send(way, &a, "hello", 5, 0));
	SAY("recv", way_recv(way, &b, copy, SIZE, 0));
	CHECK(!memcmp(copy, "hello", 5));
	/* a stream has no borders */
	SAY("send", way_send(way, &a, data, 100, 0));
	SAY("send", way_send(way, &a, data + 100, 200, 0));
	SAY("recv", way_recv(way, &b, copy, 50, 0));
	SAY("recv", way_recv(way, &b, copy + 50, SIZE, 0));
	CHECK(!memcmp(copy, data, 300));
	/* the other direction */
	SAY("send", way_send(way, &b, data, SIZE, 0));
	SAY("recv", way_recv(way, &a, copy, SIZE, MSG_WAITALL));
	CHECK(!memcmp(copy, data, SIZE));
}

static void nothing(enum tcp_way way)
{
	SAY("send nothing", way_send(way, &a, data, 0, 0));
	SAY("send nothing from nowhere", way_send(way, &a, NULL, 0, 0));
	SAY("send nothing from the kernel",
	    way_send(way, &a, (void *)0xffffffff81000000, 0, 0));
	expect_silence(&b);
	SAY("receive nothing, none there",
	    way_recv(way, &b, copy, 0, MSG_DONTWAIT));
	SAY("receive, none there", way_recv(way, &b, copy, 1, MSG_DONTWAIT));
	SAY("send", way_send(way, &a, data, 10, 0));
	SAY("receive nothing", way_recv(way, &b, copy, 0, 0));
	SAY("receive nothing, wait for all",
	    way_recv(way, &b, copy, 0, MSG_WAITALL));
	SAY("recv", way_recv(way, &b, copy, SIZE, 0));
}

static void vectors(enum tcp_way way)
{
	struct iovec from[5] = { { data, 10 },
				 { data + 10, 0 },
				 { NULL, 0 },
				 { data + 10, 1000 },
				 { data + 1010, 1 } };
	struct iovec to[4] = { { copy, 1 },
			       { NULL, 0 },
			       { copy + 1, 9 },
			       { copy + 10, SIZE - 10 } };
	static struct iovec most[1025];

	SAY("sendv", way_sendv(way, &a, from, 5, 0));
	SAY("recvv", way_recvv(way, &b, to, 4, 0));
	CHECK(!memcmp(copy, data, 1011));
	/* one */
	SAY("sendv", way_sendv(way, &a, from + 3, 1, 0));
	SAY("recvv", way_recvv(way, &b, to + 3, 1, 0));
	CHECK(!memcmp(copy + 10, data + 10, 1000));
	/* none */
	SAY("sendv, none", way_sendv(way, &a, NULL, 0, 0));
	SAY("sendv, none", way_sendv(way, &a, from + 1, 2, 0));
	expect_silence(&b);
	SAY("recvv, none, none there",
	    way_recvv(way, &b, NULL, 0, MSG_DONTWAIT));
	SAY("sendv", way_sendv(way, &a, from, 1, 0));
	SAY("recvv, none", way_recvv(way, &b, NULL, 0, 0));
	SAY("recvv, none", way_recvv(way, &b, to + 1, 1, 0));
	SAY("recvv", way_recvv(way, &b, to, 2, 0));
	SAY("recvv", way_recvv(way, &b, to + 2, 2, 0));
	/* too many, and the most */
	SAY("sendv, -1", way_sendv(way, &a, from, -1, 0));
	SAY("recvv, -1", way_recvv(way, &b, to, -1, MSG_DONTWAIT));
	for (int i = 0; i < 1025; i++)
		most[i] = (struct iovec){ data + i, 1 };
	SAY("sendv, 1025", way_sendv(way, &a, most, 1025, 0));
	SAY("sendv, 1024", way_sendv(way, &a, most, 1024, 0));
	for (int i = 0; i < 1025; i++)
		most[i] = (struct iovec){ copy + i, 1 };
	memset(copy, 0, SIZE);
	SAY("recvv, 1025", way_recvv(way, &b, most, 1025, 0));
	SAY("recvv, 1024", way_recvv(way, &b, most, 1024, MSG_WAITALL));
	CHECK(!memcmp(copy, data, 1024));
	/* lengths that are none */
	from[0].iov_len = SIZE_MAX;
	SAY("sendv, long", way_sendv(way, &a, from, 1, 0));
	from[0].iov_len = (size_t)SSIZE_MAX + 1;
	SAY("sendv, long", way_sendv(way, &a, from, 5, 0));
	to[2].iov_len = SIZE_MAX;
	SAY("recvv, long", way_recvv(way, &b, to, 4, MSG_DONTWAIT));
	expect_silence(&b);
}

static void files(enum tcp_way way)
{
	int file = tcp_file(SIZE), other;
	off_t offset = 100;

	SAY("sendfile", way_sendfile(way, &a, file, NULL, 1000));
	SAY("position", lseek(file, 0, SEEK_CUR));
	SAY("sendfile", way_sendfile(way, &a, file, &offset, 1500));
	SAY("offset", offset);
	SAY("position", lseek(file, 0, SEEK_CUR));
	SAY("recv", way_recv(way, &b, copy, 2500, MSG_WAITALL));
	CHECK(!memcmp(copy, data, 1000) &&
	      !memcmp(copy + 1000, data + 100, 1500));
	/* the end of the file */
	SAY("sendfile, the rest", way_sendfile(way, &a, file, NULL, SIZE));
	SAY("sendfile, none left", way_sendfile(way, &a, file, NULL, SIZE));
	offset = SIZE;
	SAY("sendfile, none left", way_sendfile(way, &a, file, &offset, SIZE));
	offset = SIZE + 5000;
	SAY("sendfile, none left", way_sendfile(way, &a, file, &offset, SIZE));
	SAY("offset", offset);
	offset = SIZE - 1;
	SAY("sendfile, huge", way_sendfile(way, &a, file, &offset, SIZE_MAX));
	SAY("sendfile, huge",
	    way_sendfile(way, &a, file, &offset, (size_t)SSIZE_MAX));
	SAY("recv", way_recv(way, &b, copy, SIZE, MSG_WAITALL | MSG_DONTWAIT));
	/* nothing */
	offset = 0;
	SAY("sendfile, nothing", way_sendfile(way, &a, file, &offset, 0));
	expect_silence(&b);
	/* what is no offset and no file */
	offset = -1;
	SAY("sendfile, -1", way_sendfile(way, &a, file, &offset, 10));
	SAY("offset", offset + 2);
	SAY("sendfile, bad offset",
	    way_sendfile(way, &a, file, (off_t *)16, 10));
	SAY("sendfile, no file", way_sendfile(way, &a, -1, NULL, 10));
	SAY("sendfile, a socket", way_sendfile(way, &a, b.fd, NULL, 10));
	other = (int)MUST(open("/tmp", O_RDONLY | O_DIRECTORY));
	SAY("sendfile, a folder", way_sendfile(way, &a, other, NULL, 10));
	MUST(close(other));
	other = (int)MUST(open("/dev/null", O_WRONLY));
	SAY("sendfile, not to be read", way_sendfile(way, &a, other, NULL, 10));
	MUST(close(other));
	other = (int)MUST(open("/dev/zero", O_RDONLY));
	SAY("sendfile, zeros", way_sendfile(way, &a, other, NULL, 10));
	MUST(close(other));
	other = (int)MUST(open("/proc/self/cmdline", O_RDONLY));
	offset = 1;
	SAY("sendfile, of /proc", way_sendfile(way, &a, other, &offset, 3));
	MUST(close(other));
	MUST(close(file));
	while (recv(b.fd, copy, SIZE, MSG_DONTWAIT) > 0)
		;
}

static void ends(enum tcp_way way)
{
	struct end c, d;

	tcp_pair(&c, &d);
	SAY("send", way_send(way, &c, data, 10, 0));
	end_close(&c);
	SAY("recv", way_recv(way, &d, copy, SIZE, MSG_WAITALL));
	SAY("recv at the end", way_recv(way, &d, copy, SIZE, 0));
	SAY("recvv at the end",
	    way_recvv(way, &d, &(struct iovec){ copy, SIZE }, 1, MSG_DONTWAIT));
	SAY("recv again", way_recv(way, &d, copy, 0, MSG_WAITALL));
	end_close(&d);
}

int main(void)
{
	begin(30);
	fill(data, SIZE);
	tcp_pair(&a, &b);
	in_each_way(buffers);
	in_each_way(nothing);
	in_each_way(vectors);
	in_each_way(files);
	in_each_way(ends);
	tcp_unpair(&a, &b);
	return finish();
}
