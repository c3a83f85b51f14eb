// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sockets that are full or empty: partial transfers, EAGAIN, waiting for room;
 * not a byte is lost, sent twice, or changes places.
 */
#include "tcp.h"

#define SIZE (4 << 20)

static unsigned char data[SIZE], copy[SIZE];
static struct end a, b;
static int file;

static void small_pair(void)
{
	int size = 20000;

	tcp_pair(&a, &b);
	MUST(setsockopt(a.fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size)));
	MUST(setsockopt(b.fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)));
}

/* The four calls that send, from a place in the data */
static ssize_t put(enum tcp_way way, int call, size_t from, size_t size,
		   int flags)
{
	off_t offset = (off_t)from;
	struct iovec iov[4] = {
		{ data + from, size / 3 },
		{ data + from + size / 3, 0 },
		{ data + from + size / 3, 1 },
		{ data + from + size / 3 + 1, size - size / 3 - 1 },
	};
	ssize_t result;

	switch (call) {
	case 0:
		return way_send(way, &a, data + from, size, flags);
	case 1:
		return way_sendv(way, &a, iov, 4, flags);
	case 2:
		result = way_sendfile(way, &a, file, &offset, size);
		if (result > 0)
			CHECK(offset == (off_t)from + result);
		return result;
	default:
		MUST(lseek(file, offset, SEEK_SET));
		result = way_sendfile(way, &a, file, NULL, size);
		if (result > 0)
			CHECK(lseek(file, 0, SEEK_CUR) == offset + result);
		return result;
	}
}

static ssize_t get(enum tcp_way way, int call, size_t to, size_t size,
		   int flags)
{
	struct iovec iov[3] = { { copy + to, size / 2 },
				{ copy + to + size / 2, 0 },
				{ copy + to + size / 2, size - size / 2 } };

	if (call)
		return way_recvv(way, &b, iov, 3, flags);
	return way_recv(way, &b, copy + to, size, flags);
}

/* Fill it without waiting, then empty it, in pieces of that size */
static void full(enum tcp_way way)
{
	for (int call = 0; call < 4; call++) {
		size_t sent = 0, got = 0;
		ssize_t result;

		small_pair();
		if (call >= 2)
			MUST(fcntl(a.fd, F_SETFL, O_NONBLOCK));
		while ((result = put(way, call, sent, 50000, MSG_DONTWAIT)) > 0)
			sent += (size_t)result;
		say("full: %s\n", counted(result));
		CHECK(sent > 2000 && sent < SIZE / 2);
		/* What is acknowledged late makes room once more. */
		while ((result = put(way, call, sent, 1, MSG_DONTWAIT)) > 0)
			sent += (size_t)result;
		say("still: %s\n", counted(result));
		if (call < 2)
			SAY("still, nothing",
			    way_send(way, &a, data, 0, MSG_DONTWAIT));
		while (got < sent) {
			result = get(way, call & 1, got, 777, 0);
			if (result <= 0)
				break;
			got += (size_t)result;
		}
		CHECK(got == sent && !memcmp(copy, data, got));
		SAY("empty", get(way, call & 1, 0, 777, MSG_DONTWAIT));
		/* there is room again */
		usleep(10000);
		SAY("send", put(way, call, sent, 100, MSG_DONTWAIT));
		SAY("recv", get(way, call & 1, 0, 777, 0));
		CHECK(!memcmp(copy, data + sent, 100));
		tcp_unpair(&a, &b);
	}
}

struct flow {
	enum tcp_way way;
	int call, nonblock;
	size_t piece;
};

/* All of it, waiting for room in the call, or outside */
static void *sender(void *argument)
{
	const struct flow *flow = argument;
	size_t done = 0;

	while (done < SIZE) {
		size_t size = SIZE - done < flow->piece ? SIZE - done :
							  flow->piece;
		ssize_t sent = put(flow->way, flow->call, done, size, 0);

		if (sent < 0 && errno == EAGAIN && flow->nonblock) {
			usleep(100);
			continue;
		}
		if (sent <= 0) {
			CHECK(!"sent");
			break;
		}
		/* who waits, waits until all has gone */
		CHECK(flow->nonblock || sent == (ssize_t)size);
		done += (size_t)sent;
	}
	MUST(shutdown(a.fd, SHUT_WR));
	return NULL;
}

static void flows(enum tcp_way way)
{
	for (int call = 0; call < 8; call++) {
		struct flow flow = { way, call % 4, call >= 4,
				     call & 1 ? 70001 : SIZE };
		size_t got = 0;
		pthread_t thread;
		ssize_t result;

		small_pair();
		if (flow.nonblock)
			MUST(fcntl(a.fd, F_SETFL, O_NONBLOCK));
		memset(copy, 0, SIZE);
		CHECK(pthread_create(&thread, NULL, sender, &flow) == 0);
		while (got < SIZE) {
			result = get(way, call & 1, got,
				     call & 2 ? 100000 : 5000,
				     call & 2 ? MSG_WAITALL : 0);
			if (result <= 0)
				break;
			got += (size_t)result;
			if (got > SIZE - 100000)
				break;
		}
		while (got < SIZE) {
			result = get(way, 0, got, SIZE - got, 0);
			if (result <= 0)
				break;
			got += (size_t)result;
		}
		pthread_join(thread, NULL);
		say("all of it %d\n", got == SIZE && !memcmp(copy, data, SIZE));
		SAY("end", way_recv(way, &b, copy, 1, 0));
		tcp_unpair(&a, &b);
	}
}

int main(void)
{
	begin(80);
	fill(data, SIZE);
	file = tcp_file(SIZE);
	in_each_way(full);
	in_each_way(flows);
	return finish();
}
