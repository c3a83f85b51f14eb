// SPDX-License-Identifier: GPL-2.0-only
/* Bad pointers in calls on sockets, also within messages. */
#include "call-efault.h"
#include "net.h"
#include <sys/uio.h>

static int pair[2], listener, client = -1, udp;
static struct sockaddr_in address;
static socklen_t length;
static struct iovec vector;
static struct mmsghdr message;
static char buffer[256];

/* Four bytes to be received, nothing else; a good message */
static void refill(void)
{
	char bytes[4096];

	for (int i = 0; i < 2; i++)
		while (recv(pair[i], bytes, sizeof(bytes), MSG_DONTWAIT) > 0)
			;
	MUST(send(pair[1], "four", 4, 0));
	length = sizeof(address);
	vector = (struct iovec){ buffer, 4 };
	memset(&message, 0, sizeof(message));
	message.msg_hdr.msg_iov = &vector;
	message.msg_hdr.msg_iovlen = 1;
}

/* A connection to be accepted */
static void connect_client(void)
{
	length = sizeof(address);
	client = tcp_connect(&address);
}

static void close_client(long result)
{
	if (result >= 0)
		close((int)result);
	close(client);
	/* what could not be told of was closed or is still there */
	for (;;) {
		int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);

		if (fd < 0)
			break;
		close(fd);
	}
}

static void addresses(void)
{
	struct sockaddr_un none = { .sun_family = AF_UNIX };

	BAD(OUT, 3, SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, NULL);
	BAD(IN, 1, SYS_bind, udp, NULL, sizeof(address));
	BAD(IN, 1, SYS_connect, udp, NULL, sizeof(address));
	before = refill;
	BAD(OUT, 1, SYS_getsockname, listener, NULL, &length);
	BAD(INOUT, 2, SYS_getsockname, listener, &none, NULL);
	BAD(OUT, 1, SYS_getpeername, pair[0], NULL, &length);
	BAD(INOUT, 2, SYS_getpeername, pair[0], &none, NULL);
	length = 4;
	BAD(OUT, 3, SYS_getsockopt, udp, SOL_SOCKET, SO_TYPE, NULL, &length);
	BAD(INOUT, 4, SYS_getsockopt, udp, SOL_SOCKET, SO_TYPE, buffer, NULL);
	BAD(OUT, 3, SYS_getsockopt, listener, IPPROTO_TCP, TCP_NODELAY, NULL,
	    &length);
	BAD(IN, 3, SYS_setsockopt, udp, SOL_SOCKET, SO_REUSEADDR, NULL, 4);
	BAD(IN, 3, SYS_setsockopt, udp, SOL_SOCKET, SO_RCVTIMEO, NULL, 16);
	BAD(IN, 3, SYS_setsockopt, listener, IPPROTO_TCP, TCP_NODELAY, NULL, 4);
	BAD(IN, 3, SYS_setsockopt, udp, IPPROTO_IP, IP_TTL, NULL, 4);
	before = connect_client;
	after = close_client;
	named_result = "descriptor";
	BAD(OUT, 1, SYS_accept, listener, NULL, &length);
	BAD(INOUT, 2, SYS_accept, listener, buffer, NULL);
	BAD(OUT, 1, SYS_accept4, listener, NULL, &length, 0);
	BAD(INOUT, 2, SYS_accept4, listener, buffer, NULL, 0);
	before = NULL;
	after = NULL;
	named_result = NULL;
}

static void data(void)
{
	struct timespec time = { 0, 0 };
	struct msghdr *header = &message.msg_hdr;

	before = refill;
	BAD(IN, 1, SYS_sendto, pair[0], NULL, 4, MSG_DONTWAIT, NULL, 0);
	BAD(IN, 1, SYS_sendto, udp, NULL, 4, MSG_DONTWAIT, &address,
	    sizeof(address));
	BAD(IN, 4, SYS_sendto, udp, "x", 1, MSG_DONTWAIT, NULL,
	    sizeof(address));
	BAD(OUT, 1, SYS_recvfrom, pair[0], NULL, 4, MSG_DONTWAIT, NULL, NULL);
	BAD(OUT, 1, SYS_recvfrom, pair[0], NULL, 4, MSG_DONTWAIT | MSG_PEEK,
	    NULL, NULL);
	BAD(OUT, 4, SYS_recvfrom, pair[0], buffer, 4, MSG_DONTWAIT, NULL,
	    &length);
	BAD(INOUT, 5, SYS_recvfrom, pair[0], buffer, 4, MSG_DONTWAIT, &address,
	    NULL);

	BAD(IN, 1, SYS_sendmsg, pair[0], NULL, MSG_DONTWAIT);
	BAD(INOUT, 1, SYS_recvmsg, pair[0], NULL, MSG_DONTWAIT);
	BAD(INOUT, 1, SYS_sendmmsg, pair[0], NULL, 1, MSG_DONTWAIT);
	BAD(INOUT, 1, SYS_recvmmsg, pair[0], NULL, 1, MSG_DONTWAIT, NULL);
	BAD(INOUT, 4, SYS_recvmmsg, pair[0], &message, 1, MSG_DONTWAIT, NULL);
	slot = &vector.iov_base;
	BAD(IN, -1, SYS_sendmsg, pair[0], header, MSG_DONTWAIT);
	BAD(OUT, -1, SYS_recvmsg, pair[0], header, MSG_DONTWAIT);
	BAD(IN, -1, SYS_sendmmsg, pair[0], &message, 1, MSG_DONTWAIT);
	BAD(OUT, -1, SYS_recvmmsg, pair[0], &message, 1, MSG_DONTWAIT, &time);
	slot = &header->msg_iov;
	BAD(IN, -1, SYS_sendmsg, pair[0], header, MSG_DONTWAIT);
	BAD(IN, -1, SYS_recvmsg, pair[0], header, MSG_DONTWAIT);
}

/* Names and control data in messages */
static void named(void)
{
	refill();
	message.msg_hdr.msg_namelen = sizeof(address);
	message.msg_hdr.msg_controllen = 64;
}

static void refill_udp(void)
{
	struct sockaddr_in own;
	char bytes[16];

	length = sizeof(own);
	MUST(getsockname(udp, (struct sockaddr *)&own, &length));
	while (recv(udp, bytes, sizeof(bytes), MSG_DONTWAIT) > 0)
		;
	MUST(sendto(udp, "four", 4, 0, (struct sockaddr *)&own, length));
}

static void parts(void)
{
	struct msghdr *header = &message.msg_hdr;

	before = refill_udp;
	BAD(OUT, 1, SYS_recvfrom, udp, NULL, 4, 0, NULL, NULL);
	BAD(OUT, 4, SYS_recvfrom, udp, buffer, 4, 0, NULL, &length);
	BAD(INOUT, 5, SYS_recvfrom, udp, buffer, 4, 0, &address, NULL);
	before = named;
	header->msg_controllen = 0;
	slot = &header->msg_name;
	BAD(IN, -1, SYS_sendmsg, udp, header, MSG_DONTWAIT);
	slot = &header->msg_control;
	BAD(IN, -1, SYS_sendmsg, pair[0], header, MSG_DONTWAIT);
	MUST(setsockopt(pair[0], SOL_SOCKET, SO_PASSCRED, &(int){ 1 }, 4));
	BAD(OUT, -1, SYS_recvmsg, pair[0], header, MSG_DONTWAIT);
	before = NULL;
}

int main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	begin(30);
	bad_prepare();
	MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	listener = tcp_listen(&address);
	/* accept() of close_client() must not wait */
	MUST(fcntl(listener, F_SETFL, O_NONBLOCK));
	udp = (int)MUST(socket(AF_INET, SOCK_DGRAM, 0));
	addresses();
	data();
	parts();
	return finish();
}
