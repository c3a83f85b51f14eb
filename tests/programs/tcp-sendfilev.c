// SPDX-License-Identifier: GPL-2.0-only
/* Header and file in one go: whole, in part, and when one of them fails. */
#include "tcp.h"

#define HEADER 300
#define SIZE (1 << 20)

static unsigned char header[HEADER], data[SIZE], copy[HEADER + SIZE];
static struct end a, b;
static int file;

static struct iovec iov[3] = { { header, 100 },
			       { NULL, 0 },
			       { header + 100, HEADER - 100 } };

static void tell(const char *what, ssize_t result)
{
	printf("%s: ", what);
	if (result < 0)
		printf("%s\n", errname(errno));
	else
		printf("%zd\n", result);
}

static ssize_t both(off_t *offset, size_t count, int flags)
{
	return ukl_tcp_sendfilev(a.fd, iov, 3, file, offset, count, flags);
}

/* What has arrived is the header and that part of the file */
static void expect(size_t head, size_t from, size_t size)
{
	memset(copy, 0, sizeof(copy));
	CHECK(recv(b.fd, copy, head + size, MSG_WAITALL) ==
	      (ssize_t)(head + size));
	CHECK(!memcmp(copy, header, head));
	CHECK(!memcmp(copy + head, data + from, size));
	expect_silence(&b);
}

static void whole(void)
{
	off_t offset = 1000;
	uint64_t start;

	tell("both", both(&offset, 5000, 0));
	CHECK(offset == 6000);
	expect(HEADER, 1000, 5000);
	tell("from the position", both(NULL, 2000, 0));
	CHECK(lseek(file, 0, SEEK_CUR) == 2000);
	expect(HEADER, 0, 2000);
	tell("to the end of the file", both(&(off_t){ SIZE - 10 }, 50, 0));
	expect(HEADER, SIZE - 10, 10);
	tell("no header",
	     ukl_tcp_sendfilev(a.fd, NULL, 0, file, &offset, 10, 0));
	expect(0, 6000, 10);
	tell("an empty header",
	     ukl_tcp_sendfilev(a.fd, iov + 1, 1, file, &offset, 10, 0));
	expect(0, 6010, 10);
	/* without a file nothing waits for it */
	start = now_ns();
	tell("nothing of the file", both(&offset, 0, 0));
	expect(HEADER, 0, 0);
	tell("and no file", ukl_tcp_sendfilev(a.fd, iov, 3, -1, NULL, 0, 0));
	expect(HEADER, 0, 0);
	CHECK(now_ns() - start < 150000000);
	tell("neither", ukl_tcp_sendfilev(a.fd, NULL, 0, -1, NULL, 0, 0));
	expect_silence(&b);
	offset = 0;
	tell("more comes", both(&offset, 100, MSG_MORE | MSG_NOSIGNAL));
	expect(HEADER, 0, 100);
}

static void faults(void)
{
	off_t offset = 0;

	/* the header goes, the file does not */
	tell("no file", ukl_tcp_sendfilev(a.fd, iov, 3, -1, NULL, 10, 0));
	expect(HEADER, 0, 0);
	offset = -5;
	tell("no offset", both(&offset, 10, 0));
	expect(HEADER, 0, 0);
	tell("behind the end", both(&(off_t){ SIZE + 5 }, 10, 0));
	expect(HEADER, 0, 0);
	/* nothing goes */
	tell("no file, and no header",
	     ukl_tcp_sendfilev(a.fd, NULL, 0, -1, NULL, 10, 0));
	tell("no header there", ukl_tcp_sendfilev(a.fd, (struct iovec *)16, 1,
						  file, &offset, 10, 0));
	tell("no such header",
	     ukl_tcp_sendfilev(a.fd, iov, -1, file, &offset, 10, 0));
	tell("no connection",
	     ukl_tcp_sendfilev(-1, iov, 3, file, &offset, 10, 0));
	tell("no socket",
	     ukl_tcp_sendfilev(file, iov, 3, file, &offset, 10, 0));
	expect_silence(&b);
	CHECK(lseek(file, 0, SEEK_CUR) == 2000);
}

/* Send all of it, as a server does that is told of room; count the calls for the header */
static void *server(void *argument)
{
	int *headers = argument;
	size_t sent = 0;
	off_t offset = 0;

	while (sent < HEADER + SIZE) {
		struct iovec rest = { header + sent, HEADER - sent };
		int in_header = sent < HEADER;
		ssize_t result = ukl_tcp_sendfilev(a.fd,
						   in_header ? &rest : NULL,
						   in_header, file, &offset,
						   (size_t)(SIZE - offset), 0);

		*headers += in_header;
		if (result < 0) {
			CHECK(errno == EAGAIN);
			usleep(200);
			continue;
		}
		CHECK(result > 0);
		sent += (size_t)result;
		CHECK(offset == (sent <= HEADER ? 0 : (off_t)sent - HEADER));
	}
	return NULL;
}

/* With little room, or none at all in the beginning */
static void in_parts(int is_full)
{
	int size = 50000, headers = 0;
	size_t before = 0;
	pthread_t thread;
	ssize_t result;

	tcp_pair(&a, &b);
	MUST(setsockopt(a.fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size)));
	MUST(setsockopt(b.fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)));
	MUST(fcntl(a.fd, F_SETFL, O_NONBLOCK));
	while (is_full && (result = send(a.fd, data, 16384, 0)) > 0)
		before += (size_t)result;
	CHECK(pthread_create(&thread, NULL, server, &headers) == 0);
	if (is_full)
		sleep_ms(10);
	while (before > 0)
		before -= (size_t)MUST(
			recv(b.fd, copy, before < SIZE ? before : SIZE, 0));
	CHECK(recv(b.fd, copy, HEADER + SIZE, MSG_WAITALL) == HEADER + SIZE);
	pthread_join(thread, NULL);
	CHECK(!memcmp(copy, header, HEADER));
	CHECK(!memcmp(copy + HEADER, data, SIZE));
	if (!is_full)
		CHECK(headers == 1);
	printf("in parts\n");
	expect_silence(&b);
	tcp_unpair(&a, &b);
}

/* Not all of the header goes: the file has to wait */
static void large_header(void)
{
	struct iovec large = { data, SIZE };
	int size = 50000;
	ssize_t result;

	tcp_pair(&a, &b);
	MUST(setsockopt(a.fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size)));
	MUST(setsockopt(b.fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)));
	MUST(lseek(file, 2000, SEEK_SET));
	result = ukl_tcp_sendfilev(a.fd, &large, 1, file, NULL, 1000,
				   MSG_DONTWAIT);
	printf("a part of the header %d\n", result > 0 && result < SIZE);
	CHECK(lseek(file, 0, SEEK_CUR) == 2000);
	CHECK(recv(b.fd, copy, (size_t)result, MSG_WAITALL) == result);
	CHECK(!memcmp(copy, data, (size_t)result));
	usleep(1000);
	expect_silence(&b);
	tcp_unpair(&a, &b);
}

static void reset(void)
{
	off_t offset = 0;

	tcp_pair(&a, &b);
	write_all(a.fd, "x", 1);
	usleep(1000);
	end_close(&b);
	usleep(1000);
	signal(SIGPIPE, SIG_IGN);
	tell("reset", both(&offset, 10, 0));
	tell("reset", both(&offset, 10, MSG_NOSIGNAL));
	CHECK(offset == 0);
	end_close(&a);
}

int main(void)
{
	begin(30);
	fill(data, SIZE);
	for (int i = 0; i < HEADER; i++)
		header[i] = (unsigned char)(i ^ 0x55);
	file = tcp_file(SIZE);
	tcp_pair(&a, &b);
	whole();
	faults();
	tcp_unpair(&a, &b);
	in_parts(0);
	in_parts(1);
	large_header();
	reset();
	return finish();
}
