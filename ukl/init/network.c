// SPDX-License-Identifier: GPL-2.0-only
/* The loopback device and names. Other devices are set up by the kernel (ip=). */
#include "init.h"
#include "syscalls.h"

/* <linux/if.h> wants a C library's <sys/socket.h>. */
struct interface_request {
	char name[16];
	short flags;
	char padding[22];
};

#define AF_INET 2
#define SOCK_DGRAM 2
#define INTERFACE_UP 1
#define SIOCGIFFLAGS 0x8913
#define SIOCSIFFLAGS 0x8914

void loopback_up(void)
{
	struct interface_request request = { .name = "lo" };
	int fd = sys_socket(AF_INET, SOCK_DGRAM, 0);

	/* A profile may have no network at all. */
	if (fd < 0)
		return;
	if (ioctl(fd, SIOCGIFFLAGS, &request) == 0) {
		request.flags |= INTERFACE_UP;
		ioctl(fd, SIOCSIFFLAGS, &request);
	}
	close(fd);
}

static int write_all(const char *path, int flags, const char *text, int size)
{
	int fd = open(path, O_WRONLY | O_CREAT | flags, 0644);
	int result = -1;

	if (fd >= 0) {
		result = write(fd, text, size) == size ? 0 : -1;
		close(fd);
	}
	if (result)
		complain("cannot write", path, errno);
	return result;
}

/* Is there a line that begins like this? */
static int has_line(const char *text, const char *start)
{
	size_t length = strlen(start);

	while (text && strncmp(text, start, length)) {
		text = strchr(text, '\n');
		text = text ? text + 1 : NULL;
	}
	return text != NULL;
}

/*
 * What the kernel was told or has found out by DHCP is written as a resolver
 * wants it. If it knows of nobody to ask, the image's own file stays.
 */
static int setup_resolver(int dhcp)
{
	char text[1024];
	int size = read_file("/proc/net/pnp", text, sizeof(text));

	if (dhcp && (size < 0 || !has_line(text, "#PROTO: DHCP"))) {
		complain("no address: nobody answered by DHCP on", "eth0", 0);
		return -1;
	}
	if (size < 0 || !has_line(text, "nameserver "))
		return 0;
	return write_all("/etc/resolv.conf", O_TRUNC, text, size);
}

/* A host should find itself, as Debian does it. */
static int setup_host(void)
{
	char name[128], line[160];
	int size = read_file("/proc/sys/kernel/hostname", name, sizeof(name));

	/* "(none)", and the address that the kernel takes in place of a name. */
	if (size <= 1 || name[0] == '(' || (name[0] >= '0' && name[0] <= '9'))
		return 0;
	strlcpy(line, "127.0.1.1\t", sizeof(line));
	strlcat(line, name, sizeof(line));
	return write_all("/etc/hosts", O_APPEND, line, strlen(line));
}

int setup_names(const struct config *config)
{
	return setup_resolver(config->dhcp) || setup_host() ? -1 : 0;
}
