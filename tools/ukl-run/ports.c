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
 * Take the port as QEMU will, and let go of it. Returns the port, or 0 with
 * errno. With SO_REUSEADDR, as QEMU has it too: connections of an earlier guest
 * that linger in TIME_WAIT do not count. Then only listen() tells whether
 * somebody else listens.
 */
static unsigned int try_port(unsigned int number, bool udp)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(number),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t size = sizeof(address);
	int one = 1, reason;
	int fd = socket(AF_INET,
			(udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return 0;
	if (!udp)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, (struct sockaddr *)&address, size) ||
	    (!udp && listen(fd, 1)) ||
	    getsockname(fd, (struct sockaddr *)&address, &size)) {
		reason = errno;
		close(fd);
		errno = reason;
		return 0;
	}
	close(fd);
	return ntohs(address.sin_port);
}

/* A free port near the one that is not. */
static unsigned int suggest_port(unsigned int number, bool udp)
{
	unsigned int candidate = number < 1024 ? 8000 + number % 1000 :
						 number + 1;

	for (int tries = 0; tries < 100 && candidate < 65536;
	     tries++, candidate++)
		if (try_port(candidate, udp))
			return candidate;
	return 0;
}

static void report_port(const struct port *port, int reason)
{
	const char *what = reason == EADDRINUSE ? "is in use" :
			   reason == EACCES	? "is reserved for root" :
						  strerror(reason);

	error("port %u of 127.0.0.1 %s; choose another one: --port %u:%u",
	      port->host, what,
	      suggest_port(port->host, port->protocol == PORT_UDP),
	      port->guest);
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

bool ports_check(struct ports *ports)
{
	bool good = true;

	for (unsigned int i = 0; i < ports->nr; i++) {
		struct port *port = &ports->port[i];
		unsigned int got =
			try_port(port->host, port->protocol == PORT_UDP);

		if (!got) {
			report_port(port, errno);
			good = false;
		} else {
			port->host = got;
		}
	}
	return good && ports_differ(ports);
}
