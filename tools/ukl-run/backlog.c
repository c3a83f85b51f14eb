// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "backlog.h"

enum {
	/* The kernel takes net.core.somaxconn if that is less. */
	BACKLOG = 4096,
};

static int is_listening(int fd)
{
	socklen_t size = sizeof(int);
	int listening = 0;

	return !getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) &&
	       listening;
}

static int is_socket(const char *folder, const char *name)
{
	char path[300], target[16];
	ssize_t size;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	size = readlink(path, target, sizeof(target));
	return size > 7 && !memcmp(target, "socket:", 7);
}

/*
 * QEMU's user networking (libslirp, tcpx_listen()) listens with a backlog of 1.
 * The host then drops handshakes as soon as three clients connect in the same
 * moment, and they wait for seconds: "ab -c 100" hangs although the guest is
 * idle. A second listen() on the same socket sets a new backlog, no matter
 * which process calls it, and a parent may copy its child's descriptors.
 */
unsigned int backlog_raise(int qemu)
{
	unsigned int raised = 0;
	struct dirent *entry;
	char folder[32];
	int pidfd;
	DIR *dir;

	snprintf(folder, sizeof(folder), "/proc/%d/fd", qemu);
	pidfd = syscall(SYS_pidfd_open, qemu, 0);
	dir = opendir(folder);
	while (pidfd >= 0 && dir && (entry = readdir(dir))) {
		int fd;

		if (!is_socket(folder, entry->d_name))
			continue;
		fd = syscall(SYS_pidfd_getfd, pidfd, atoi(entry->d_name), 0);
		if (fd < 0)
			continue;
		if (is_listening(fd) && !listen(fd, BACKLOG))
			raised++;
		close(fd);
	}
	if (dir)
		closedir(dir);
	if (pidfd >= 0)
		close(pidfd);
	return raised;
}
