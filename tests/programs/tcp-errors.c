// SPDX-License-Identifier: GPL-2.0-only
/*
 * Descriptors that are no TCP connection, sockets without one, and memory that
 * is not there: as the ordinary calls say, and what is no TCP gets no handle.
 */
#include "tcp.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>

#define PAGE 4096

static char buffer[64];

static void all_calls(enum tcp_way way, const struct end *end)
{
	struct iovec iov = { buffer, 10 };
	int file = tcp_file(100), flags = MSG_DONTWAIT | MSG_NOSIGNAL;

	SAY(" send", way_send(way, end, "0123456789", 10, flags));
	SAY(" recv", way_recv(way, end, buffer, 10, flags));
	SAY(" sendv", way_sendv(way, end, &iov, 1, flags));
	SAY(" recvv", way_recvv(way, end, &iov, 1, flags));
	SAY(" sendfile", way_sendfile(way, end, file, NULL, 10));
	/* what is looked at first */
	SAY(" send nothing", way_send(way, end, NULL, 0, flags));
	SAY(" recv nothing", way_recv(way, end, NULL, 0, flags));
	SAY(" sendv, bad vector",
	    way_sendv(way, end, (struct iovec *)16, 1, flags));
	SAY(" recvv, -1", way_recvv(way, end, &iov, -1, flags));
	SAY(" sendfile, no file", way_sendfile(way, end, -1, NULL, 10));
	SAY(" sendfile, nothing", way_sendfile(way, end, file, NULL, 0));
	MUST(close(file));
}

/* With descriptors of all kinds; those without a handle in two ways */
static void kind(const char *what, int fd, int peer)
{
	ukl_tcp_handle handle;

	errno = 0;
	handle = ukl_tcp_open(fd);
	printf("%s: open %s\n", what, handle > 0 ? "a handle" : errname(errno));
	CHECK(handle > 0 || handle == -1);
	for (enum tcp_way way = BY_LIBC; way < TCP_WAYS;
	     way = (enum tcp_way)(way + 1)) {
		struct end end = { fd, handle };

		if (way == BY_HANDLE && handle < 0)
			continue;
		way_text = way_said[way != BY_LIBC];
		*way_text = '\0';
		all_calls(way, &end);
		if (way == BY_LIBC)
			fputs(way_text, stdout);
		CHECK(!strcmp(way_said[0], way_text));
	}
	if (handle > 0)
		CHECK(ukl_tcp_close(handle) == 0);
	if (fd >= 0)
		close(fd);
	if (peer >= 0)
		MUST(close(peer));
}

static void kinds(void)
{
	struct sockaddr_in address;
	int ends[2], raw;

	kind("closed", 999, -1);
	kind("negative", -1, -1);
	kind("most negative", -2147483647 - 1, -1);
	MUST(pipe(ends));
	kind("pipe, to read", ends[0], -1);
	kind("pipe, to write", ends[1], -1);
	kind("file", tcp_file(20), -1);
	kind("folder", (int)MUST(open("/tmp", O_RDONLY)), -1);
	kind("path", (int)MUST(open("/tmp", O_PATH)), -1);
	kind("device", (int)MUST(open("/dev/null", O_RDWR)), -1);
	kind("event", (int)MUST(eventfd(0, EFD_NONBLOCK)), -1);
	kind("epoll", (int)MUST(epoll_create1(0)), -1);
	MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
	kind("unix stream", ends[0], ends[1]);
	MUST(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends));
	kind("unix datagram", ends[0], ends[1]);
	MUST(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends));
	kind("unix packets", ends[0], ends[1]);
	kind("unix, not connected", (int)MUST(socket(AF_UNIX, SOCK_STREAM, 0)),
	     -1);
	kind("UDP", (int)MUST(socket(AF_INET, SOCK_DGRAM, 0)), -1);
	kind("netlink", (int)MUST(socket(AF_NETLINK, SOCK_RAW, 0)), -1);
	kind("TCP, not connected", (int)MUST(socket(AF_INET, SOCK_STREAM, 0)),
	     -1);
	kind("TCP, listens", tcp_listen(&address), -1);
	raw = (int)MUST(socket(AF_INET, SOCK_RAW, IPPROTO_TCP));
	CHECK(ukl_tcp_open(raw) == -1);
	printf("raw TCP: open %s\n", errname(errno));
	MUST(close(raw));
}

/* Data of two Unix sockets goes through the calls by descriptor */
static void unix_data(void)
{
	struct iovec from[2] = { { buffer, 3 }, { buffer + 3, 4 } };
	int ends[2], file = tcp_file(10);
	char copy[64] = "";

	MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
	memcpy(buffer, "abcdefg", 7);
	CHECK(ukl_tcp_send(ends[0], "12345", 5, 0) == 5);
	CHECK(ukl_tcp_sendv(ends[0], from, 2, 0) == 7);
	CHECK(ukl_tcp_recv(ends[1], copy, 64, 0) == 12);
	printf("through a Unix socket: %s\n", copy);
	CHECK(ukl_tcp_sendfile(ends[0], file, NULL, 20) == 10);
	CHECK(ukl_tcp_sendfilev(ends[0], from, 2, file, &(off_t){ 3 }, 4, 0) ==
	      11);
	from[0].iov_base = copy;
	from[1] = (struct iovec){ copy + 3, 61 };
	CHECK(ukl_tcp_recvv(ends[1], from, 2, 0) == 21);
	MUST(close(ends[0]));
	CHECK(ukl_tcp_recv(ends[1], copy, 64, 0) == 0);
	MUST(close(ends[1]));
	MUST(close(file));
}

static struct end a, b;
static char *page; /* readable, then one read-only, then none */

/* Each either fails, or has moved what was there before the bad place */
static void some(const char *what, ssize_t result, ssize_t most)
{
	if (!((result == -1 && errno == EFAULT) ||
	      (result > 0 && result <= most))) {
		printf("%s: %zd %s\n", what, result, outcome(result));
		CHECK(!"EFAULT or a part");
	}
}

static void drain(void)
{
	char bin[PAGE];

	usleep(1000);
	while (recv(b.fd, bin, PAGE, MSG_DONTWAIT) > 0)
		;
}

static void pointers(enum tcp_way way)
{
	static const unsigned long bad[] = {
		0,
		16,
		0x00007ffffffff000, /* the last page of the half */
		0x00007fffffffffff,
		0x0000800000000000,
		0xdeadbeef00000000, /* not canonical */
		0xffff888000000000, /* the kernel's: all memory, */
		0xffffffff81000000, /* text, */
		0xffffffff82000000, /* data, */
		0xfffffffffffff000, /* an error number */
		0xffffffffffffffff,
	};
	int file = tcp_file(100);

	write_all(a.fd, "x", 1);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		void *where = (void *)bad[i];
		struct iovec iov[2] = { { buffer, 1 }, { where, 8 } };

		say("%lx\n", bad[i]);
		SAY(" send", way_send(way, &a, where, 8, 0));
		SAY(" recv", way_recv(way, &b, where, 8, 0));
		SAY(" recv, peek", way_recv(way, &b, where, 8, MSG_PEEK));
		SAY(" sendv", way_sendv(way, &a, iov + 1, 1, 0));
		SAY(" recvv", way_recvv(way, &b, iov + 1, 1, 0));
		SAY(" sendv, vector", way_sendv(way, &a, where, 1, 0));
		SAY(" recvv, vector", way_recvv(way, &b, where, 1, 0));
		SAY(" sendv, vectors", way_sendv(way, &a, where, 9, 0));
		SAY(" recvv, vectors", way_recvv(way, &b, where, 9, 0));
		if (bad[i])
			SAY(" sendfile", way_sendfile(way, &a, file, where, 8));
		/* nothing of that is in the stream, but this may be */
		some("sendv, second", way_sendv(way, &a, iov, 2, 0), 1);
		SAY(" recv", way_recv(way, &b, buffer, 1, MSG_PEEK));
		CHECK(buffer[0] == 'x');
		drain();
		write_all(a.fd, "x", 1);
	}
	drain();
	MUST(close(file));
}

static void borders(enum tcp_way way)
{
	char *end = page + 2 * PAGE;
	struct iovec iov[3] = { { page, 100 }, { end, 1 }, { page, 100 } };

	some("send", way_send(way, &a, end - 100, 200, 0), 100);
	some("send", way_send(way, &a, end - 100, SIZE_MAX >> 1, 0), 100);
	some("sendv", way_sendv(way, &a, iov, 3, 0), 100);
	drain();
	SAY("send, up to it", way_send(way, &a, end - 100, 100, 0));
	SAY("recv, read-only", way_recv(way, &b, end - PAGE, 100, 0));
	SAY("recv, none there", way_recv(way, &b, end, 100, MSG_WAITALL));
	memset(page, 0, PAGE);
	some("recv", way_recv(way, &b, page + PAGE - 50, 100, 0), 50);
	drain();
	write_all(a.fd, end - 200, 200);
	usleep(1000);
	some("recvv", way_recvv(way, &b, iov, 3, MSG_WAITALL), 100);
	drain();
	SAY("recv, none there, nothing queued",
	    way_recv(way, &b, end, 100, MSG_DONTWAIT));
}

int main(void)
{
	begin(30);
	signal(SIGPIPE, SIG_IGN);
	kinds();
	unix_data();
	tcp_pair(&a, &b);
	page = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	MUST((long)page);
	MUST(mprotect(page + PAGE, PAGE, PROT_READ));
	MUST(mprotect(page + 2 * PAGE, PAGE, PROT_NONE));
	in_each_way(pointers);
	in_each_way(borders);
	tcp_unpair(&a, &b);
	return finish();
}
