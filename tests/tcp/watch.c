// SPDX-License-Identifier: GPL-2.0-only
/*
 * watch packet|ip|raw PORT SECONDS: count the TCP packets from and to PORT that a
 * socket sees. packet: all of a packet socket; ip: a packet socket for IPv4 only,
 * which sees what comes; raw: a raw socket, the same. Runs in the guest.
 */
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

static int open_socket(const char *kind)
{
	if (!strcmp(kind, "packet"))
		return socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_ALL));
	if (!strcmp(kind, "ip"))
		return socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_IP));
	if (!strcmp(kind, "raw"))
		return socket(AF_INET, SOCK_RAW, IPPROTO_TCP);
	errx(2, "%s: packet, ip or raw?", kind);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	union {
		struct iphdr ip;
		char bytes[65536];
	} packet;
	const struct tcphdr *tcp;
	unsigned int in = 0, out = 0;
	int size = 4 << 20;
	uint16_t port;
	double end;
	int fd;

	if (argc != 4)
		errx(2, "usage: watch packet|ip|raw PORT SECONDS");
	port = htons((uint16_t)atoi(argv[2]));
	end = now() + atoi(argv[3]);
	fd = open_socket(argv[1]);
	if (fd < 0)
		err(1, "%s", argv[1]);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	while (now() < end) {
		struct pollfd wait = { .fd = fd, .events = POLLIN };

		if (poll(&wait, 1, 100) <= 0 ||
		    recv(fd, &packet, sizeof(packet), 0) < (ssize_t)sizeof(packet.ip) ||
		    packet.ip.version != 4 || packet.ip.protocol != IPPROTO_TCP)
			continue;
		tcp = (const void *)(packet.bytes + packet.ip.ihl * 4);
		in += tcp->dest == port;
		out += tcp->source == port;
	}
	printf("in %u out %u\n", in, out);
	return 0;
}
