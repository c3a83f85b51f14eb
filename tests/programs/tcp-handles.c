// SPDX-License-Identifier: GPL-2.0-only
/* The life of a handle beside that of its descriptor, and after it. */
#include "tcp.h"
#include <sys/epoll.h>
#include <sys/resource.h>

#define MANY 200

static char buffer[16];

/* All calls say so */
static int is_bad(ukl_tcp_handle handle)
{
	struct iovec iov = { buffer, 1 };
	int bad = 0, file = tcp_file(10);

	bad += ukl_tcp_hsend(handle, "x", 1, 0) == -1 && errno == EBADF;
	bad += ukl_tcp_hrecv(handle, buffer, 1, MSG_DONTWAIT) == -1 &&
	       errno == EBADF;
	bad += ukl_tcp_hsendv(handle, &iov, 1, 0) == -1 && errno == EBADF;
	bad += ukl_tcp_hrecvv(handle, &iov, 1, MSG_DONTWAIT) == -1 &&
	       errno == EBADF;
	bad += ukl_tcp_hsendfile(handle, file, NULL, 1) == -1 && errno == EBADF;
	bad += ukl_tcp_close(handle) == -1 && errno == EBADF;
	MUST(close(file));
	CHECK(bad == 0 || bad == 6);
	return bad == 6;
}

static int works(ukl_tcp_handle handle, const struct end *peer)
{
	return ukl_tcp_hsend(handle, "x", 1, 0) == 1 &&
	       recv(peer->fd, buffer, 1, 0) == 1 &&
	       send(peer->fd, "y", 1, 0) == 1 &&
	       ukl_tcp_hrecv(handle, buffer, 1, 0) == 1 && buffer[0] == 'y';
}

static void order(void)
{
	struct end a, b;

	tcp_pair(&a, &b);
	MUST(close(a.fd));
	printf("without descriptor: works %d\n", works(a.handle, &b));
	expect_silence(&b);
	CHECK(ukl_tcp_close(a.handle) == 0);
	expect_end(&b);
	printf("without both: bad %d\n", is_bad(a.handle));
	end_close(&b);

	tcp_pair(&a, &b);
	CHECK(ukl_tcp_close(a.handle) == 0);
	printf("closed: bad %d, ", is_bad(a.handle));
	expect_silence(&b);
	CHECK(send(a.fd, "x", 1, 0) == 1);
	CHECK(ukl_tcp_send(a.fd, "x", 1, 0) == 1);
	CHECK(recv(b.fd, buffer, 2, MSG_WAITALL) == 2);
	MUST(close(a.fd));
	expect_end(&b);
	end_close(&b);
	printf("and then the descriptor\n");
}

static void several(void)
{
	ukl_tcp_handle more[3];
	struct end a, b;
	int copy;

	tcp_pair(&a, &b);
	copy = (int)MUST(dup(a.fd));
	more[0] = ukl_tcp_open(a.fd);
	more[1] = ukl_tcp_open(copy);
	CHECK(more[0] > 0 && more[1] > 0 && more[0] != more[1] &&
	      more[0] != a.handle && more[1] != a.handle);
	MUST(close(a.fd));
	CHECK(ukl_tcp_close(a.handle) == 0);
	CHECK(works(more[0], &b) && works(more[1], &b));
	CHECK(ukl_tcp_close(more[0]) == 0);
	CHECK(is_bad(a.handle) && is_bad(more[0]) && works(more[1], &b));
	MUST(close(copy));
	CHECK(works(more[1], &b));
	expect_silence(&b);
	CHECK(ukl_tcp_close(more[1]) == 0);
	expect_end(&b);
	end_close(&b);
	printf("several\n");
}

static void never(void)
{
	static const ukl_tcp_handle none[] = {
		0,
		1,
		2,
		3,
		-1,
		-2,
		INT32_MAX,
		INT32_MIN,
		UINT32_MAX,
		INT64_MAX,
		INT64_MIN,
		0x7fffffff00000003,
		0x4000000000000003,
		(ukl_tcp_handle)0xffffffff00000003,
		0x7ff00000003,
	};
	struct end a, b;

	for (int i = 0; i < 2; i++) {
		for (size_t j = 0; j < sizeof(none) / sizeof(none[0]); j++)
			CHECK(is_bad(none[j]));
		if (i == 0)
			tcp_pair(&a, &b);
	}
	/* the number of a descriptor is none */
	CHECK(is_bad(a.fd));
	tcp_unpair(&a, &b);
	printf("never open\n");
}

/* What was closed stays closed, whatever gets its place */
static void stale(void)
{
	ukl_tcp_handle old[MANY], now[MANY];
	struct end a, b;
	int bad = 0;

	tcp_pair(&a, &b);
	for (int i = 0; i < MANY; i++)
		old[i] = ukl_tcp_open(a.fd);
	for (int i = 0; i < MANY; i++)
		CHECK(old[i] > 0 && works(old[i], &b));
	for (int i = 0; i < MANY; i++)
		for (int j = 0; j < i; j++)
			CHECK(old[i] != old[j]);
	for (int i = 0; i < MANY; i++)
		CHECK(ukl_tcp_close(old[i]) == 0);
	for (int i = 0; i < MANY; i++)
		now[i] = ukl_tcp_open(b.fd);
	for (int i = 0; i < MANY; i++)
		bad += is_bad(old[i]);
	printf("stale %d\n", bad);
	CHECK(works(a.handle, &b));
	for (int i = 0; i < MANY; i++)
		CHECK(ukl_tcp_close(now[i]) == 0);
	/* one after the other, of changing connections */
	for (int i = 0; i < 1000; i++) {
		ukl_tcp_handle next = ukl_tcp_open(i & 1 ? a.fd : b.fd);

		CHECK(next > 0 && next != old[0]);
		CHECK(is_bad(old[0]));
		CHECK(ukl_tcp_close(next) == 0);
		if (i % 100 == 0)
			old[0] = next;
	}
	expect_silence(&a);
	expect_silence(&b);
	tcp_unpair(&a, &b);
}

/* The number of the descriptor belongs to another connection now */
static void reused_number(void)
{
	struct end a, b, c, d;
	int number;

	tcp_pair(&a, &b);
	tcp_pair(&c, &d);
	number = a.fd;
	MUST(dup2(c.fd, number));
	CHECK(works(a.handle, &b) && works(c.handle, &d));
	CHECK(ukl_tcp_send(number, "z", 1, 0) == 1);
	CHECK(recv(d.fd, buffer, 1, 0) == 1 && buffer[0] == 'z');
	expect_silence(&b);
	CHECK(ukl_tcp_close(a.handle) == 0);
	a.handle = 0;
	expect_end(&b);
	tcp_unpair(&a, &b);
	tcp_unpair(&c, &d);
	printf("the number is another's\n");
}

static void shut(void)
{
	struct end a, b;

	tcp_pair(&a, &b);
	MUST(shutdown(a.fd, SHUT_WR));
	CHECK(ukl_tcp_hsend(a.handle, "x", 1, MSG_NOSIGNAL) == -1 &&
	      errno == EPIPE);
	expect_end(&b);
	MUST(shutdown(a.fd, SHUT_RD));
	CHECK(ukl_tcp_hrecv(a.handle, buffer, 1, 0) == 0);
	tcp_unpair(&a, &b);
	printf("shut down\n");
}

/* epoll watches the connection until nothing of it is left */
static void watched(void)
{
	struct epoll_event event = { .events = EPOLLIN };
	int epoll = (int)MUST(epoll_create1(0));
	struct end a, b;

	tcp_pair(&a, &b);
	MUST(epoll_ctl(epoll, EPOLL_CTL_ADD, a.fd, &event));
	MUST(close(a.fd));
	CHECK(send(b.fd, "x", 1, 0) == 1);
	printf("watched: %ld, ", MUST(epoll_wait(epoll, &event, 1, 1000)));
	CHECK(ukl_tcp_hrecv(a.handle, buffer, 1, 0) == 1);
	printf("%ld, ", MUST(epoll_wait(epoll, &event, 1, 0)));
	CHECK(send(b.fd, "x", 1, 0) == 1);
	CHECK(epoll_wait(epoll, &event, 1, 1000) == 1);
	CHECK(ukl_tcp_close(a.handle) == 0);
	printf("closed: %ld\n", MUST(epoll_wait(epoll, &event, 1, 10)));
	end_close(&b);
	MUST(close(epoll));
}

/* Before there is a connection, and after it */
static void unconnected(void)
{
	struct sockaddr_in address;
	int server = tcp_listen(&address);
	int fd = (int)MUST(socket(AF_INET, SOCK_STREAM, 0));
	ukl_tcp_handle handle = ukl_tcp_open(fd);
	struct end b;

	CHECK(handle > 0);
	CHECK(ukl_tcp_hsend(handle, "x", 1, MSG_NOSIGNAL) == -1 &&
	      errno == EPIPE);
	CHECK(ukl_tcp_hrecv(handle, buffer, 1, 0) == -1 && errno == ENOTCONN);
	MUST(connect(fd, (struct sockaddr *)&address, sizeof(address)));
	b = end_of(accept(server, NULL, NULL));
	CHECK(works(handle, &b));
	/* disconnect, and once more */
	end_close(&b);
	CHECK(ukl_tcp_hrecv(handle, buffer, 1, 0) == 0);
	MUST(connect(fd, &(struct sockaddr){ .sa_family = AF_UNSPEC },
		     sizeof(struct sockaddr)));
	for (int i = 0; i < 2; i++)
		printf("disconnected: %s, ",
		       outcome(ukl_tcp_hrecv(handle, buffer, 1, 0)));
	MUST(connect(fd, (struct sockaddr *)&address, sizeof(address)));
	b = end_of(accept(server, NULL, NULL));
	CHECK(works(handle, &b));
	CHECK(ukl_tcp_close(handle) == 0);
	end_close(&b);
	MUST(close(fd));
	MUST(close(server));
	printf("connected later\n");
}

/* Of a socket that listens: it is another one's, and the port stays taken */
static void listening(void)
{
	struct sockaddr_in address;
	int server = tcp_listen(&address), fd;
	ukl_tcp_handle handle = ukl_tcp_open(server);

	CHECK(handle > 0);
	CHECK(ukl_tcp_hrecv(handle, buffer, 1, 0) == -1 && errno == ENOTCONN);
	MUST(close(server));
	fd = tcp_connect(&address);
	MUST(close(fd));
	CHECK(ukl_tcp_close(handle) == 0);
	fd = (int)MUST(socket(AF_INET, SOCK_STREAM, 0));
	CHECK(connect(fd, (struct sockaddr *)&address, sizeof(address)) == -1 &&
	      errno == ECONNREFUSED);
	MUST(close(fd));
	printf("listening\n");
}

/* Not without end, and none is lost */
static void limit(void)
{
	struct rlimit old, few = { 100, 100 };
	ukl_tcp_handle handles[101];
	struct end a, b;
	int nr;

	tcp_pair(&a, &b);
	MUST(getrlimit(RLIMIT_NOFILE, &old));
	few.rlim_max = old.rlim_max;
	MUST(setrlimit(RLIMIT_NOFILE, &few));
	for (int round = 0; round < 3; round++) {
		errno = 0;
		for (nr = 0; nr < 101; nr++) {
			handles[nr] = ukl_tcp_open(a.fd);
			if (handles[nr] < 0)
				break;
		}
		printf("%s, ", errname(errno));
		CHECK(nr > 50 && nr < 101 && handles[nr] == -1);
		for (int i = 0; i < nr; i++)
			CHECK(ukl_tcp_close(handles[i]) == 0);
	}
	MUST(setrlimit(RLIMIT_NOFILE, &old));
	CHECK(works(a.handle, &b));
	tcp_unpair(&a, &b);
	printf("limited\n");
}

int main(void)
{
	begin(30);
	never();
	order();
	several();
	stale();
	reused_number();
	shut();
	watched();
	unconnected();
	listening();
	limit();
	return finish();
}
