// SPDX-License-Identifier: GPL-2.0-only
/* The loopback device, names, and the last bytes. Other devices are set up by the kernel (ip=). */
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

/*
 * What a program has written when it ends is Linux' business, which goes on
 * sending elsewhere; here the machine ends with the program. So wait for those
 * connections whose end has not been acknowledged, but not for a client that
 * takes nothing any more.
 */
#define LAST_BYTES_MS 5000
#define SILENCE_MS 2000
#define STEP_MS 10

struct last_bytes {
	int connections;
	unsigned long bytes;
};

/* "  12: LOCAL REMOTE STATE SEND:RECEIVE ..."; numbers have a fixed width. */
static void count_connection(const char *line, struct last_bytes *last)
{
	const char *field = strchr(line, ':');
	unsigned long bytes = 0;
	int i;

	for (i = 0; field && i < 3; i++)
		field = strchr(field + 1, ' ');
	/* FIN_WAIT1, LAST_ACK, CLOSING */
	if (!field || (strncmp(field, " 04 ", 4) && strncmp(field, " 09 ", 4) &&
		       strncmp(field, " 0B ", 4)))
		return;
	for (field += 4; *field && *field != ':'; field++)
		bytes = bytes * 16 + (*field <= '9' ? *field - '0' : *field - 'A' + 10);
	last->connections++;
	last->bytes += bytes;
}

static void count_connections(const char *path, struct last_bytes *last)
{
	char buffer[4096 + 1], *line, *end;
	int fd = open(path, O_RDONLY), kept = 0, size;

	while (fd >= 0 && (size = read(fd, buffer + kept, sizeof(buffer) - 1 - kept)) > 0) {
		buffer[kept + size] = '\0';
		for (line = buffer; (end = strchr(line, '\n')); line = end + 1) {
			*end = '\0';
			count_connection(line, last);
		}
		kept = strlen(line);
		memmove(buffer, line, kept);
	}
	if (fd >= 0)
		close(fd);
}

void send_last_bytes(void)
{
	const struct timespec step = { .tv_nsec = STEP_MS * 1000 * 1000 };
	const kernel_sigset child = (kernel_sigset)1 << (SIGCHLD - 1);
	struct last_bytes before = { 0 };
	int waited, silent = 0;

	for (waited = 0; waited < LAST_BYTES_MS && silent < SILENCE_MS; waited += STEP_MS) {
		struct last_bytes now = { 0 };

		count_connections("/proc/net/tcp", &now);
		count_connections("/proc/net/tcp6", &now);
		if (!now.connections)
			return;
		if (now.connections == before.connections && now.bytes == before.bytes)
			silent += STEP_MS;
		else
			silent = 0;
		before = now;
		sys_sigwait(&child, &step);
	}
}
