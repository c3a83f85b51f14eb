// SPDX-License-Identifier: GPL-2.0-only
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "files.h"
#include "mem.h"
#include "network.h"
#include "report.h"

static const char tap_choice[] = "tap", user_choice[] = "user";
static const char device[] = "ukl0";
/* The addresses that ukl-run gives to a guest and to its gateway. */
static const char guest[] = "10.0.2.15", host[] = "10.0.2.2";
static const char netmask[] = "255.255.255.0";
/* QEMU's first network device, and any other address. */
static const unsigned char guest_mac[] = { 0x52, 0x54, 0, 0x12, 0x34, 0x56 };
static const unsigned char host_mac[] = { 0x52, 0x54, 0, 0x12, 0x34, 0x01 };

const char *network_choice = tap_choice;

const char network_help[] =
	"tap (the default): a device in a network namespace of its own, which\n"
	"takes root or user namespaces; user: QEMU's user network, whose packets\n"
	"are more and smaller";

static bool is_tap(void)
{
	return !strcmp(network_choice, tap_choice);
}

void network_check(void)
{
	if (!is_tap() && strcmp(network_choice, user_choice))
		error("--network %s: not tap or user", network_choice);
}

static bool write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool ok = fd >= 0 && write(fd, text, strlen(text)) > 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

/* Root of a new user namespace is this user. */
static bool become_root(void)
{
	char *users = xasprintf("0 %u 1", geteuid());
	char *groups = xasprintf("0 %u 1", getegid());

	return !unshare(CLONE_NEWUSER | CLONE_NEWNET) &&
	       write_text("/proc/self/setgroups", "deny") &&
	       write_text("/proc/self/uid_map", users) &&
	       write_text("/proc/self/gid_map", groups);
}

/* One request about the device; @what is for the report. */
static bool ask(int fd, unsigned long request, void *value, const char **what,
		const char *name)
{
	*what = name;
	return !ioctl(fd, request, value);
}

static struct ifreq about(void)
{
	struct ifreq request = { 0 };

	strcpy(request.ifr_name, device);
	return request;
}

static bool set_address(int fd, unsigned long request, const char *address,
			const char **what)
{
	struct ifreq about_address = about();
	struct sockaddr_in in = { .sin_family = AF_INET };

	inet_pton(AF_INET, address, &in.sin_addr);
	memcpy(&about_address.ifr_addr, &in, sizeof(in));
	return ask(fd, request, &about_address, what, address);
}

/* Nobody is asked for, so no such packets come between those that are counted. */
static bool set_neighbour(int fd, const char **what)
{
	struct arpreq arp = { .arp_flags = ATF_COM | ATF_PERM };
	struct sockaddr_in in = { .sin_family = AF_INET };

	inet_pton(AF_INET, guest, &in.sin_addr);
	memcpy(&arp.arp_pa, &in, sizeof(in));
	arp.arp_ha.sa_family = ARPHRD_ETHER;
	memcpy(arp.arp_ha.sa_data, guest_mac, sizeof(guest_mac));
	strcpy(arp.arp_dev, device);
	return ask(fd, SIOCSARP, &arp, what, "its neighbour");
}

static bool set_up(int fd, const char **what)
{
	struct ifreq mac = about(), flags = about();

	mac.ifr_hwaddr.sa_family = ARPHRD_ETHER;
	memcpy(mac.ifr_hwaddr.sa_data, host_mac, sizeof(host_mac));
	flags.ifr_flags = IFF_UP | IFF_RUNNING;
	return ask(fd, SIOCSIFHWADDR, &mac, what, "its Ethernet address") &&
	       set_address(fd, SIOCSIFADDR, host, what) &&
	       set_address(fd, SIOCSIFNETMASK, netmask, what) &&
	       ask(fd, SIOCSIFFLAGS, &flags, what, "its start") &&
	       set_neighbour(fd, what);
}

/* The device lives as long as the descriptor. NULL, or what could not be done, with errno. */
static const char *open_tap(int *tap)
{
	struct ifreq request = about();
	const char *what = "/dev/net/tun";
	int fd;
	bool ok;

	*tap = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
	if (*tap < 0)
		return what;
	/* With the header that lets checksums and segments be, as between hosts. */
	request.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR;
	if (!ask(*tap, TUNSETIFF, &request, &what, "a tap device"))
		return what;
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	ok = fd >= 0 && set_up(fd, &what);
	if (fd >= 0)
		close(fd);
	return ok ? NULL : what;
}

/* Settings that keep other packets away, and ports for all connections; missing ones do no harm. */
static void set_defaults(void)
{
	write_text("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1");
	write_text("/proc/sys/net/ipv4/ip_local_port_range", "10000 65000");
	write_text("/proc/sys/net/ipv4/tcp_tw_reuse", "1");
	/* What the host has learnt of one guest's speed is not for the next, who has the same address. */
	write_text("/proc/sys/net/ipv4/tcp_no_metrics_save", "1");
}

/* For who takes the user network after all. */
static void start_loopback(void)
{
	struct ifreq lo = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return;
	ioctl(fd, SIOCSIFFLAGS, &lo);
	close(fd);
}

void network_enter(void)
{
	const char *what = "a network namespace";
	int tap = -1;

	if (!is_tap())
		return;
	progress("making a network");
	/* Root in a container is not always allowed to. */
	if ((!geteuid() && !unshare(CLONE_NEWNET)) || become_root()) {
		start_loopback();
		set_defaults();
		what = open_tap(&tap);
	}
	if (what) {
		warning("no tap device, so QEMU's user network takes its place: %s: %s",
			what, strerror(errno));
		network_choice = user_choice;
	}
	if (tap >= 0)
		close(tap);
}

int network_open_tap(void)
{
	const char *what;
	int tap;

	if (!is_tap())
		return 0;
	what = open_tap(&tap);
	if (what)
		die("tap device: %s: %s", what, strerror(errno));
	fcntl(tap, F_SETFD, 0);
	return tap;
}

const char *network_guest(void)
{
	return is_tap() ? guest : "127.0.0.1";
}

const char *network_describe(void)
{
	return is_tap() ? "a tap device" : "QEMU's user network";
}
