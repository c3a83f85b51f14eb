// SPDX-License-Identifier: GPL-2.0-only
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ports.h"
#include "report.h"

bool ports_add(struct ports *ports, const struct port *port)
{
	if (ports->nr == PORTS_MAX)
		return false;
	ports->port[ports->nr++] = *port;
	return true;
}

unsigned int ports_host_of(const struct ports *ports, unsigned int guest)
{
	for (unsigned int i = 0; i < ports->nr; i++)
		if (ports->port[i].guest == guest &&
		    ports->port[i].protocol != PORT_UDP)
			return ports->port[i].host;
	return 0;
}

/*
 * Take the port as QEMU will; 0 is any. Returns the socket that holds it, or -1
 * with errno. With SO_REUSEADDR, as QEMU has it too: connections of an earlier
 * guest that linger in TIME_WAIT do not count. Then only listen() tells whether
 * somebody else listens.
 */
static int hold_port(unsigned int *number, bool udp)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(*number),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t size = sizeof(address);
	int one = 1, reason;
	int fd = socket(AF_INET,
			(udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	if (!udp)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, (struct sockaddr *)&address, size) ||
	    (!udp && listen(fd, 1)) ||
	    getsockname(fd, (struct sockaddr *)&address, &size)) {
		reason = errno;
		close(fd);
		errno = reason;
		return -1;
	}
	*number = ntohs(address.sin_port);
	return fd;
}

/* A free port near the one that is not. */
static unsigned int suggest_port(unsigned int number, bool udp)
{
	unsigned int candidate = number < 1024 ? 8000 + number % 1000 :
						 number + 1;

	for (int tries = 0; tries < 100 && candidate < 65536;
	     tries++, candidate++) {
		int fd = hold_port(&candidate, udp);

		if (fd >= 0) {
			close(fd);
			return candidate;
		}
	}
	return 0;
}

static void report_port(const struct port *port, int reason)
{
	const char *what = reason == EADDRINUSE ? "is in use" :
			   reason == EACCES	? "is reserved for root" :
						  strerror(reason);

	unsigned int better =
		suggest_port(port->host, port->protocol == PORT_UDP);

	if (port->host)
		error("port %u of 127.0.0.1 %s; choose another one: --port %u:%u",
		      port->host, what, better, port->guest);
	else
		error("no free port of 127.0.0.1 for port %u of the guest: %s; choose one: --port %u:%u",
		      port->guest, strerror(reason), better, port->guest);
}

unsigned int ports_tcp(const struct ports *ports)
{
	unsigned int nr = 0;

	for (unsigned int i = 0; i < ports->nr; i++)
		nr += ports->port[i].protocol != PORT_UDP;
	return nr;
}

/* Two forwards of one port: QEMU would say so less clearly. */
static bool is_repeated(const struct ports *ports, unsigned int at)
{
	const struct port *port = &ports->port[at];

	for (unsigned int i = 0; i < at; i++)
		if (ports->port[i].host == port->host &&
		    (ports->port[i].protocol == PORT_UDP) ==
			    (port->protocol == PORT_UDP))
			return true;
	return false;
}

bool ports_differ(const struct ports *ports)
{
	for (unsigned int i = 0; i < ports->nr; i++) {
		if (!ports->port[i].host || !is_repeated(ports, i))
			continue;
		error("port %u of 127.0.0.1 is forwarded twice; give each guest port its own",
		      ports->port[i].host);
		return false;
	}
	return true;
}

/*
 * The ports that are given, or those that are not, are held until all are: the
 * kernel may well give a port that was let go of a second time.
 */
static bool hold_ports(struct ports *ports, bool given, int held[PORTS_MAX])
{
	bool good = true;

	for (unsigned int i = 0; i < ports->nr; i++) {
		struct port *port = &ports->port[i];

		if (held[i] >= 0 || given != (port->host != 0))
			continue;
		held[i] = hold_port(&port->host, port->protocol == PORT_UDP);
		if (held[i] < 0) {
			report_port(port, errno);
			good = false;
		}
	}
	return good;
}

bool ports_check(struct ports *ports)
{
	int held[PORTS_MAX];
	bool good;

	for (unsigned int i = 0; i < PORTS_MAX; i++)
		held[i] = -1;
	good = hold_ports(ports, true, held) && hold_ports(ports, false, held);
	for (unsigned int i = 0; i < PORTS_MAX; i++)
		if (held[i] >= 0)
			close(held[i]);
	return good;
}
