// SPDX-License-Identifier: GPL-2.0-only
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "mem.h"
#include "network.h"
#include "options.h"
#include "report.h"

static bool is_address(const char *text)
{
	struct in_addr address;

	return inet_pton(AF_INET, text, &address) == 1;
}

void network_take_dns(struct network *network, const char *text)
{
	for (int i = 0; i < DNS_MAX; i++) {
		if (!network->dns[i] && is_address(text)) {
			network->dns[i] = xstrdup(text);
			return;
		}
	}
	error("--dns %s: %s", text,
	      is_address(text) ? "more than two" : "not an IPv4 address");
}

void network_take_hostname(struct network *network, const char *text)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz0123456789-";
	size_t length = strlen(text);

	if (!length || length > HOSTNAME_MAX ||
	    strspn(text, allowed) != length || *text == '-')
		error("--hostname %s: a name has 1 to %d letters, digits and -",
		      text, HOSTNAME_MAX);
	network->hostname = text;
}

void network_take_tap(struct network *network, const char *text)
{
	size_t length = strlen(text);

	if (!length || length >= IFNAMSIZ || strpbrk(text, "/:, \t\n"))
		error("--tap %s: not the name of a network device", text);
	network->tap = text;
}

void network_check(const struct network *network, bool has_ports)
{
	const char *device = network->netdev ? "--netdev" : "--tap";
	bool own = network->netdev || network->tap;

	if (network->none && has_ports)
		error("--port needs the network that --no-net leaves out");
	if (network->none && own)
		error("%s is the network that --no-net leaves out", device);
	if (network->none &&
	    (network->address || network->dhcp || network->dns[0]))
		error("%s needs the network that --no-net leaves out",
		      network->address ? "--address" :
		      network->dhcp    ? "--dhcp" :
					 "--dns");
	if (network->netdev && network->tap)
		error("--netdev and --tap: give one of them");
	if (own && has_ports)
		error("--port needs the user network that %s replaces", device);
	if (network->address && network->dhcp)
		error("--address and --dhcp: give one of them");
	if (network->address && !own && !network->none)
		error("--address needs --tap or --netdev: QEMU's user network has its own addresses");
}

/* Take the device as QEMU will, but for @more, and let go of it. */
static int try_tap(const char *name, short more)
{
	struct ifreq request = { .ifr_flags = IFF_TAP | IFF_NO_PI |
					      IFF_VNET_HDR | more };
	int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC), reason = 0;

	if (fd < 0)
		return errno;
	strcpy(request.ifr_name, name);
	if (ioctl(fd, TUNSETIFF, &request))
		reason = errno;
	close(fd);
	return reason;
}

bool network_prepare(const struct network *network)
{
	const char *tap = network->tap;
	int reason;

	if (!tap)
		return true;
	if (!if_nametoindex(tap)) {
		error("--tap %s: no such device; make it with: ip tuntap add dev %s mode tap user $USER",
		      tap, tap);
		return false;
	}
	reason = try_tap(tap, 0);
	if (!reason)
		return true;
	/* Linux says EINVAL of a device of another kind, too. */
	if (reason == EINVAL && try_tap(tap, IFF_MULTI_QUEUE) != EINVAL) {
		error("--tap %s: made with multi_queue, QEMU uses one queue; make it without: ip tuntap add dev %s mode tap user $USER",
		      tap, tap);
		return false;
	}
	error("--tap %s: %s", tap,
	      reason == EBUSY ?
		      "in use by another guest" :
	      reason == EINVAL ?
		      "not a tap device" :
	      reason == EPERM ?
		      "belongs to another user; give it away with: ip tuntap add dev ... mode tap user $USER" :
	      reason == EACCES ? "no permission for /dev/net/tun" :
	      reason == ENOENT ? "there is no /dev/net/tun" :
				 strerror(reason));
	return false;
}

/* A program's name may have characters that a host's may not. */
static char *make_hostname(const char *program)
{
	char *name = xstrndup(program, HOSTNAME_MAX);

	for (char *p = name; *p; p++)
		if (strchr("._+", *p))
			*p = '-';
	if (*name == '-')
		*name = 'x';
	return name;
}

char *network_words(const struct network *network, const char *program)
{
	char *name = network->hostname ? xstrdup(network->hostname) :
					 make_hostname(program);
	const char *dns0 = network->dns[0] ? network->dns[0] : "";
	const char *dns1 = network->dns[1] ? network->dns[1] : "";
	const char *separator = *dns1 ? ":" : "";
	char *words;

	if (network->none)
		words = xasprintf("hostname=%s", name);
	else if (network->dhcp)
		words = xasprintf("ip=::::%s:eth0:dhcp:%s%s%s ukl.dhcp=1", name,
				  dns0, separator, dns1);
	else
		/* QEMU's user network always has these addresses. */
		words = xasprintf(
			"ip=%s::%s:%s:%s:eth0:off%s%s%s%s",
			network->address ? network->address : "10.0.2.15",
			network->gateway ? network->gateway : "10.0.2.2",
			network->mask ? network->mask : "255.255.255.0", name,
			*dns0 ? ":" : "", dns0, separator, dns1);
	free(name);
	return words;
}

/* FNV-1a over the host's and the device's name, in QEMU's range 52:54:00. */
char *network_mac(const char *tap)
{
	char text[256 + IFNAMSIZ] = "";
	uint32_t hash = 2166136261u;

	gethostname(text, 255);
	strcat(text, tap);
	for (const char *p = text; *p; p++)
		hash = (hash ^ (unsigned char)*p) * 16777619u;
	return xasprintf("52:54:00:%02x:%02x:%02x", hash >> 16 & 0xff,
			 hash >> 8 & 0xff, hash & 0xff);
}
