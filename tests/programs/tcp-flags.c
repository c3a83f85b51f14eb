// SPDX-License-Identifier: GPL-2.0-only
/* What the flags change, those that TCP knows and those it does not. */
#include "tcp.h"
#include <linux/errqueue.h>
#include <netinet/tcp.h>

static unsigned char data[4000], copy[4000];
static struct end a, b;

static void clear(void)
{
	memset(copy, 0, sizeof(copy));
}

static void put(size_t size)
{
	write_all(a.fd, data, size);
	clear();
}

static void peek(enum tcp_way way)
{
	struct iovec iov[2] = { { copy, 4 }, { copy + 4, 20 } };

	put(10);
	for (int i = 0; i < 3; i++)
		SAY("peek", way_recv(way, &b, copy, 20, MSG_PEEK));
	SAY("peek a part", way_recv(way, &b, copy, 3, MSG_PEEK));
	SAY("peek, vector", way_recvv(way, &b, iov, 2, MSG_PEEK));
	CHECK(!memcmp(copy, data, 10));
	SAY("peek, wait for all, but not long",
	    way_recv(way, &b, copy, 20, MSG_PEEK | MSG_WAITALL | MSG_DONTWAIT));
	SAY("recv a part", way_recv(way, &b, copy, 6, 0));
	SAY("peek", way_recv(way, &b, copy, 20, MSG_PEEK));
	CHECK(!memcmp(copy, data + 6, 4));
	SAY("recv", way_recv(way, &b, copy, 20, 0));
	SAY("peek at nothing",
	    way_recv(way, &b, copy, 20, MSG_PEEK | MSG_DONTWAIT));
}

/* MSG_TRUNC throws away, which TCP alone does */
static void throw_away(enum tcp_way way)
{
	put(100);
	SAY("throw away", way_recv(way, &b, NULL, 30, MSG_TRUNC));
	SAY("throw away, bad place",
	    way_recv(way, &b, (void *)16, 30, MSG_TRUNC));
	SAY("peek to nowhere",
	    way_recv(way, &b, NULL, 30, MSG_TRUNC | MSG_PEEK));
	SAY("recv", way_recv(way, &b, copy, 100, 0));
	CHECK(!memcmp(copy, data + 60, 40) && copy[40] == 0);
	put(10);
	SAY("throw away more than there is",
	    way_recv(way, &b, copy, 4000, MSG_TRUNC));
	CHECK(copy[0] == 0);
	SAY("nothing to throw away",
	    way_recv(way, &b, copy, 10, MSG_TRUNC | MSG_DONTWAIT));
}

static void *late(void *argument)
{
	int fd = *(int *)argument;

	for (int i = 1; i < 4; i++) {
		sleep_ms(20);
		write_all(fd, data + 1000 * i, 1000);
	}
	return NULL;
}

static void wait_all(enum tcp_way way)
{
	struct iovec iov[3] = { { copy, 1 },
				{ copy + 1, 1500 },
				{ copy + 1501, 2499 } };
	struct end c, d;
	pthread_t thread;

	for (int i = 0; i < 2; i++) {
		put(1000);
		CHECK(pthread_create(&thread, NULL, late, &a.fd) == 0);
		SAY("wait for all",
		    i ? way_recvv(way, &b, iov, 3, MSG_WAITALL) :
			way_recv(way, &b, copy, 4000, MSG_WAITALL));
		CHECK(!memcmp(copy, data, 4000));
		pthread_join(thread, NULL);
	}
	put(10);
	SAY("wait for all, but not long",
	    way_recv(way, &b, copy, 4000, MSG_WAITALL | MSG_DONTWAIT));
	/* no more can come */
	tcp_pair(&c, &d);
	write_all(c.fd, data, 10);
	MUST(shutdown(c.fd, SHUT_WR));
	SAY("wait for what cannot come",
	    way_recv(way, &d, copy, 4000, MSG_WAITALL));
	tcp_unpair(&c, &d);
}

/* Urgent data */
static void urgent(enum tcp_way way)
{
	struct iovec iov = { copy, 10 };
	struct end c, d;
	int one = 1;

	SAY("urgent, none", way_recv(way, &b, copy, 1, MSG_OOB));
	SAY("send", way_send(way, &a, "abc", 3, 0));
	SAY("send urgent", way_send(way, &a, "de", 2, MSG_OOB));
	SAY("send", way_send(way, &a, "fg", 2, 0));
	usleep(1000);
	SAY("urgent, peek", way_recv(way, &b, copy, 1, MSG_OOB | MSG_PEEK));
	SAY("urgent", way_recv(way, &b, copy, 10, MSG_OOB));
	CHECK(copy[0] == 'e');
	SAY("urgent again", way_recv(way, &b, copy, 10, MSG_OOB));
	clear();
	SAY("up to it", way_recv(way, &b, copy, 10, 0));
	CHECK(!memcmp(copy, "abcd", 5));
	say("at mark %d\n", sockatmark(b.fd));
	clear();
	SAY("behind it", way_recv(way, &b, copy, 10, 0));
	CHECK(!memcmp(copy, "fg", 3));
	SAY("sendv urgent",
	    way_sendv(way, &a, &(struct iovec){ data, 1 }, 1, MSG_OOB));
	usleep(1000);
	SAY("recvv urgent", way_recvv(way, &b, &iov, 1, MSG_OOB));
	SAY("behind it", way_recv(way, &b, copy, 10, MSG_DONTWAIT));
	/* in line */
	tcp_pair(&c, &d);
	MUST(setsockopt(d.fd, SOL_SOCKET, SO_OOBINLINE, &one, sizeof(one)));
	SAY("send", way_send(way, &c, "abc", 3, MSG_OOB));
	usleep(1000);
	SAY("urgent, in line", way_recv(way, &d, copy, 1, MSG_OOB));
	clear();
	SAY("up to it", way_recv(way, &d, copy, 10, 0));
	SAY("and it", way_recv(way, &d, copy + 2, 10, 0));
	CHECK(!memcmp(copy, "abc", 4));
	tcp_unpair(&c, &d);
}

/* What was sent without a copy is reported in the error queue */
static void errors(enum tcp_way way)
{
	struct iovec iov = { copy, sizeof(copy) };
	char control[256];
	struct msghdr message = { .msg_control = control,
				  .msg_controllen = sizeof(control) };
	struct sock_extended_err *report;
	int one = 1;

	SAY("error queue", way_recv(way, &a, copy, 10, MSG_ERRQUEUE));
	SAY("error queue", way_recvv(way, &a, &iov, 1, MSG_ERRQUEUE));
	/* without the option the flag means nothing */
	SAY("send", way_send(way, &a, data, 4000, MSG_ZEROCOPY));
	SAY("recv", way_recv(way, &b, copy, 4000, MSG_WAITALL));
	SAY("error queue", way_recv(way, &a, copy, 10, MSG_ERRQUEUE));
	MUST(setsockopt(a.fd, SOL_SOCKET, SO_ZEROCOPY, &one, sizeof(one)));
	iov = (struct iovec){ data, 1000 };
	SAY("send", way_send(way, &a, data, 4000, MSG_ZEROCOPY));
	SAY("sendv", way_sendv(way, &a, &iov, 1, MSG_ZEROCOPY));
	SAY("recv", way_recv(way, &b, copy, 4000, MSG_WAITALL));
	SAY("recv", way_recv(way, &b, copy, 1000, MSG_WAITALL));
	usleep(10000);
	SAY("report", recvmsg(a.fd, &message, MSG_ERRQUEUE));
	report = (void *)CMSG_DATA(CMSG_FIRSTHDR(&message));
	say("of %u calls\n", report->ee_data - report->ee_info + 1);
	one = 0;
	MUST(setsockopt(a.fd, SOL_SOCKET, SO_ZEROCOPY, &one, sizeof(one)));
	while (recv(a.fd, copy, 1, MSG_ERRQUEUE) >= 0)
		;
}

static void more(enum tcp_way way)
{
	uint64_t start = now_ns();
	struct iovec iov = { data + 5, 5 };

	SAY("send, more comes", way_send(way, &a, data, 5, MSG_MORE));
	SAY("sendv, more comes", way_sendv(way, &a, &iov, 1, MSG_MORE));
	SAY("send", way_send(way, &a, data + 10, 10, 0));
	clear();
	SAY("recv", way_recv(way, &b, copy, 20, 0));
	CHECK(!memcmp(copy, data, 20));
	/* and nobody has waited for the 200 ms */
	CHECK(now_ns() - start < 150000000);
	SAY("send, more comes", way_send(way, &a, data, 5, MSG_MORE));
	SAY("send, no more after all", way_send(way, &a, data, 0, 0));
	SAY("recv", way_recv(way, &b, copy, 20, 0));
}

/* One after the other, in both directions */
static void others(enum tcp_way way)
{
	static const int skip = MSG_OOB | MSG_PEEK | MSG_TRUNC | MSG_WAITALL |
				MSG_ERRQUEUE | MSG_MORE | MSG_ZEROCOPY;
	struct iovec from = { data, 10 }, to = { copy, 10 };

	for (int bit = 0; bit < 32; bit++) {
		int flag = (int)(1u << bit);

		if (flag & skip)
			continue;
		say("%x\n", (unsigned int)flag);
		SAY(" send", way_send(way, &a, data, 10, flag));
		SAY(" sendv", way_sendv(way, &a, &from, 1, flag));
		write_all(a.fd, data, 20);
		usleep(100);
		SAY(" recv", way_recv(way, &b, copy, 10, flag));
		SAY(" recvv", way_recvv(way, &b, &to, 1, flag));
		while (recv(b.fd, copy, sizeof(copy), MSG_DONTWAIT) > 0)
			;
	}
}

int main(void)
{
	begin(30);
	fill(data, sizeof(data));
	tcp_pair(&a, &b);
	/* each send a segment of its own */
	MUST(setsockopt(a.fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 },
			sizeof(int)));
	in_each_way(peek);
	in_each_way(throw_away);
	in_each_way(wait_all);
	in_each_way(urgent);
	in_each_way(errors);
	in_each_way(more);
	in_each_way(others);
	tcp_unpair(&a, &b);
	return finish();
}
