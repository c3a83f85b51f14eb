// SPDX-License-Identifier: GPL-2.0-only
/* The loopback device. Other devices are set up by the kernel (ip=). */
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
