// SPDX-License-Identifier: GPL-2.0-only
/*
 * Connections that are not quite ordinary: over IPv6, not there yet, corked,
 * with a mark for what is worth waking up, in repair, looked at by epoll.
 */
#include "tcp.h"
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>

static unsigned char data[2000], copy[2000];

static void traffic(enum tcp_way way, const struct end *a, const struct end *b)
{
	int file = tcp_file(500);
	struct iovec from[2] = { { data, 10 }, { data + 10, 90 } };
	struct iovec to[2] = { { copy, 1 }, { copy + 1, 99 } };

	SAY("send", way_send(way, a, data, 2000, 0));
	SAY("recv", way_recv(way, b, copy, 2000, MSG_WAITALL));
	CHECK(!memcmp(copy, data, 2000));
	SAY("sendv", way_sendv(way, b, from, 2, 0));
	SAY("recvv", way_recvv(way, a, to, 2, MSG_WAITALL));
	CHECK(!memcmp(copy, data, 100));
	SAY("sendfile", way_sendfile(way, a, file, NULL, 500));
	SAY("recv", way_recv(way, b, copy, 500, MSG_WAITALL));
	CHECK(!memcmp(copy, data, 500));
	MUST(close(file));
}

static void version6(enum tcp_way way)
{
	struct sockaddr_in6 address = { .sin6_family = AF_INET6,
					.sin6_addr = IN6ADDR_LOOPBACK_INIT };
	socklen_t size = sizeof(address);
	int server = (int)MUST(socket(AF_INET6, SOCK_STREAM, 0));
	int fd = (int)MUST(socket(AF_INET6, SOCK_STREAM, 0));
	struct end a, b;

	MUST(bind(server, (struct sockaddr *)&address, size));
	MUST(listen(server, 1));
	MUST(getsockname(server, (struct sockaddr *)&address, &size));
	MUST(connect(fd, (struct sockaddr *)&address, size));
	a = end_of(fd);
	b = end_of(accept(server, NULL, NULL));
	traffic(way, &a, &b);
	tcp_unpair(&a, &b);
	/* IPv4 in its clothes */
	MUST(close(server));
	server = tcp_listen((struct sockaddr_in *)&address);
	fd = (int)MUST(socket(AF_INET6, SOCK_STREAM, 0));
	address.sin6_addr = (struct in6_addr){
		.s6_addr = { [10] = 0xff, [11] = 0xff, [12] = 127, [15] = 1 }
	};
	address.sin6_family = AF_INET6;
	address.sin6_flowinfo = 0;
	address.sin6_scope_id = 0;
	MUST(connect(fd, (struct sockaddr *)&address, size));
	a = end_of(fd);
	b = end_of(accept(server, NULL, NULL));
	traffic(way, &a, &b);
	tcp_unpair(&a, &b);
	MUST(close(server));
}

/* On the way: nobody answers at an address that leads nowhere */
static void connecting(enum tcp_way way)
{
	struct sockaddr_in address;
	int server = tcp_listen(&address);
	struct end a, b, c;
	int fd;

	/* the queue is full: what comes then is not answered */
	MUST(listen(server, 0));
	a = end_of(tcp_connect(&address));
	fd = (int)MUST(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
	b = end_of(fd);
	CHECK(connect(fd, (struct sockaddr *)&address, sizeof(address)) == -1 &&
	      errno == EINPROGRESS);
	SAY("send", way_send(way, &b, data, 10, 0));
	SAY("send, no signal", way_send(way, &b, data, 0, MSG_NOSIGNAL));
	SAY("recv", way_recv(way, &b, copy, 10, 0));
	/* there is room, and it is tried again */
	c = end_of(accept(server, NULL, NULL));
	MUST(fcntl(fd, F_SETFL, 0));
	SAY("send when it is there", way_send(way, &b, data, 10, 0));
	end_close(&c);
	c = end_of(accept(server, NULL, NULL));
	SAY("recv", way_recv(way, &c, copy, 10, 0));
	end_close(&a);
	tcp_unpair(&b, &c);
	MUST(close(server));
}

static void cork(enum tcp_way way)
{
	struct end a, b;
	int on = 1, off = 0;

	tcp_pair(&a, &b);
	MUST(setsockopt(a.fd, IPPROTO_TCP, TCP_CORK, &on, sizeof(on)));
	SAY("send", way_send(way, &a, data, 10, 0));
	SAY("send", way_send(way, &a, data + 10, 10, 0));
	expect_silence(&b);
	MUST(setsockopt(a.fd, IPPROTO_TCP, TCP_CORK, &off, sizeof(off)));
	SAY("recv", way_recv(way, &b, copy, 100, 0));
	CHECK(!memcmp(copy, data, 20));
	tcp_unpair(&a, &b);
}

static void *late(void *argument)
{
	sleep_ms(30);
	write_all(*(int *)argument, data, 150);
	return NULL;
}

static void low_water(enum tcp_way way)
{
	struct end a, b;
	pthread_t thread;
	int mark = 100;

	tcp_pair(&a, &b);
	MUST(setsockopt(b.fd, SOL_SOCKET, SO_RCVLOWAT, &mark, sizeof(mark)));
	write_all(a.fd, data, 50);
	usleep(1000);
	CHECK(pthread_create(&thread, NULL, late, &a.fd) == 0);
	SAY("recv from the mark on", way_recv(way, &b, copy, 200, 0));
	pthread_join(thread, NULL);
	write_all(a.fd, data, 50);
	usleep(1000);
	SAY("recv less than the mark", way_recv(way, &b, copy, 20, 0));
	SAY("recv what is there", way_recv(way, &b, copy, 200, MSG_DONTWAIT));
	tcp_unpair(&a, &b);
}

/* Nothing is sent, and what would have been received is looked at only */
static void repair(enum tcp_way way)
{
	struct end a, b;
	int on = 1, off = -1, queue;

	tcp_pair(&a, &b);
	write_all(b.fd, data, 10);
	usleep(1000);
	if (setsockopt(a.fd, IPPROTO_TCP, TCP_REPAIR, &on, sizeof(on))) {
		say("repair: %s\n", errname(errno));
	} else {
		SAY("send", way_send(way, &a, data, 10, 0));
		SAY("recv", way_recv(way, &a, copy, 10, 0));
		SAY("peek", way_recv(way, &a, copy, 10, MSG_PEEK));
		queue = 1; /* what was received */
		MUST(setsockopt(a.fd, IPPROTO_TCP, TCP_REPAIR_QUEUE, &queue,
				sizeof(queue)));
		SAY("put into the queue", way_send(way, &a, data, 10, 0));
		SAY("peek", way_recv(way, &a, copy, 100, MSG_PEEK));
		queue = 2; /* what was sent */
		MUST(setsockopt(a.fd, IPPROTO_TCP, TCP_REPAIR_QUEUE, &queue,
				sizeof(queue)));
		SAY("put into the queue", way_send(way, &a, data, 10, 0));
		SAY("peek", way_recv(way, &a, copy, 100, MSG_PEEK));
		MUST(setsockopt(a.fd, IPPROTO_TCP, TCP_REPAIR, &off,
				sizeof(off)));
		expect_silence(&b);
	}
	tcp_unpair(&a, &b);
}

/* With an upper protocol, if this kernel has one */
static void upper(enum tcp_way way)
{
	struct end a, b;

	tcp_pair(&a, &b);
	if (setsockopt(a.fd, IPPROTO_TCP, TCP_ULP, "tls", 4))
		say("no TLS\n");
	traffic(way, &a, &b);
	tcp_unpair(&a, &b);
}

/* Readiness is what it is with the ordinary calls */
static void ready(enum tcp_way way)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLRDHUP };
	int epoll = (int)MUST(epoll_create1(0));
	struct end a, b;

	tcp_pair(&a, &b);
	MUST(epoll_ctl(epoll, EPOLL_CTL_ADD, b.fd, &event));
	say("%d ", epoll_wait(epoll, &event, 1, 0));
	SAY("send", way_send(way, &a, data, 10, 0));
	say("%d ", epoll_wait(epoll, &event, 1, 1000));
	SAY("recv", way_recv(way, &b, copy, 4, 0));
	say("%d ", epoll_wait(epoll, &event, 1, 0));
	SAY("recv", way_recv(way, &b, copy, 100, 0));
	say("%d ", epoll_wait(epoll, &event, 1, 0));
	/* at the edges */
	event.events = EPOLLIN | EPOLLET | EPOLLRDHUP;
	MUST(epoll_ctl(epoll, EPOLL_CTL_MOD, b.fd, &event));
	SAY("send", way_send(way, &a, data, 10, 0));
	for (int i = 0; i < 2; i++)
		say("%d ", epoll_wait(epoll, &event, 1, i ? 0 : 1000));
	SAY("recv", way_recv(way, &b, copy, 4, 0));
	say("%d ", epoll_wait(epoll, &event, 1, 0));
	SAY("send", way_send(way, &a, data, 10, 0));
	say("%d ", epoll_wait(epoll, &event, 1, 1000));
	SAY("recv", way_recv(way, &b, copy, 100, 0));
	MUST(shutdown(a.fd, SHUT_WR));
	say("%d ", epoll_wait(epoll, &event, 1, 1000));
	say("%x\n", event.events);
	SAY("recv", way_recv(way, &b, copy, 100, 0));
	tcp_unpair(&a, &b);
	MUST(close(epoll));
}

/* What the process is said to have read and written */
static void counters(enum tcp_way way)
{
	static const char *const wanted[] = { "rchar", "wchar" };
	long before[2], after[2];
	struct end a, b;

	tcp_pair(&a, &b);
	for (int i = 0; i < 2; i++) {
		char line[64];
		FILE *io = fopen("/proc/thread-self/io", "r");
		long *to = i ? after : before;

		if (!io) {
			say("no counters\n");
			break;
		}
		while (fgets(line, sizeof(line), io))
			for (int j = 0; j < 2; j++)
				if (!strncmp(line, wanted[j], 5))
					to[j] = atol(line + 7);
		fclose(io);
		if (i) {
			/* the file itself is read, and nothing printed */
			say("written %ld\n", after[1] - before[1]);
			break;
		}
		SAY("send", way_send(way, &a, data, 1000, 0));
		SAY("recv", way_recv(way, &b, copy, 1000, MSG_WAITALL));
	}
	tcp_unpair(&a, &b);
}

int main(void)
{
	begin(30);
	fill(data, sizeof(data));
	in_each_way(version6);
	in_each_way(connecting);
	in_each_way(cork);
	in_each_way(low_water);
	in_each_way(repair);
	in_each_way(upper);
	in_each_way(ready);
	in_each_way(counters);
	return finish();
}
