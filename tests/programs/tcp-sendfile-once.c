// SPDX-License-Identifier: GPL-2.0-only
/*
 * What sendfile() does around the data: it tries once more after a short send and
 * not twice, and touches the file also if nothing can be sent.
 */
#include "tcp.h"
#include <signal.h>
#include <stdbool.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>

enum { SIZE = 4 << 20 };

static volatile sig_atomic_t pipes;

static void on_pipe(int number)
{
	(void)number;
	pipes++;
}

static void narrow_pair(int *peer, int *self)
{
	struct sockaddr_in address;
	int server = tcp_listen(&address), size = 65536;

	*peer = tcp_connect(&address);
	*self = accept(server, NULL, NULL);
	MUST(*self);
	MUST(setsockopt(*self, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size)));
	MUST(close(server));
}

static bool is_partial(ssize_t result)
{
	return result > 0 && result < SIZE;
}

static void timeout(int file)
{
	struct timeval second = { 1, 0 };
	struct timespec before, after;
	int peer, self;
	off_t offset = 0;
	ssize_t sent;
	double seconds;

	narrow_pair(&peer, &self);
	MUST(setsockopt(self, SOL_SOCKET, SO_SNDTIMEO, &second,
			sizeof(second)));
	clock_gettime(CLOCK_MONOTONIC, &before);
	sent = sendfile(self, file, &offset, SIZE);
	clock_gettime(CLOCK_MONOTONIC, &after);
	seconds = (double)(after.tv_sec - before.tv_sec) +
		  (double)(after.tv_nsec - before.tv_nsec) / 1e9;
	/*
	 * Up to three waits: the rest, and the retry, which may send a little. They
	 * take longer on a busy host, but not as long as one for each segment.
	 */
	printf("time-out: %s, %s\n",
	       is_partial(sent) ? "partial" : "not partial",
	       seconds > 0.9 && seconds < 8 ? "in time" : "too late");
	MUST(close(peer));
	MUST(close(self));
}

static void reset(int file)
{
	struct linger linger = { 1, 0 };
	int peer, self;
	off_t offset = 0;
	ssize_t sent;
	pid_t child;

	narrow_pair(&peer, &self);
	fflush(stdout);
	child = fork();
	MUST(child);
	if (!child) {
		close(self);
		usleep(500000);
		setsockopt(peer, SOL_SOCKET, SO_LINGER, &linger,
			   sizeof(linger));
		close(peer);
		_exit(0);
	}
	MUST(close(peer));
	pipes = 0;
	sent = sendfile(self, file, &offset, SIZE);
	printf("reset: %s, %d SIGPIPE\n",
	       is_partial(sent) ? "partial" : "not partial", pipes);
	sent = sendfile(self, file, &offset, SIZE);
	printf("next: %zd %s, %d SIGPIPE\n", sent, strerror(errno), pipes);
	MUST(waitpid(child, NULL, 0));
	MUST(close(self));
}

/* readv() at the end of the data is an access for those who watch. */
static void watched(void)
{
	char path[40], events[4096], byte;
	struct iovec vec = { &byte, 1 };
	int peer, self, watch = inotify_init1(IN_NONBLOCK);
	ssize_t n;

	MUST(watch);
	narrow_pair(&peer, &self);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", self);
	MUST(inotify_add_watch(watch, path, IN_ACCESS | IN_MODIFY));
	MUST(write(peer, "x", 1));
	n = readv(self, &vec, 1);
	printf("readv: %zd, %s\n", n,
	       read(watch, events, sizeof(events)) > 0 ? "seen" : "not seen");
	MUST(shutdown(peer, SHUT_WR));
	n = readv(self, &vec, 1);
	printf("readv: %zd, %s\n", n,
	       read(watch, events, sizeof(events)) > 0 ? "seen" : "not seen");
	n = write(self, "y", 1);
	printf("write: %zd, %s\n", n,
	       read(watch, events, sizeof(events)) > 0 ? "seen" : "not seen");
	MUST(close(peer));
	MUST(close(self));
}

static void access_time(int file)
{
	struct timespec old[2] = { { 1000, 0 }, { 1000, 0 } };
	static char block[1 << 20];
	struct stat status;
	int peer, self;
	off_t offset = 0;
	ssize_t sent;

	narrow_pair(&peer, &self);
	MUST(fcntl(self, F_SETFL, O_NONBLOCK));
	while (send(self, block, sizeof(block), 0) > 0)
		;
	MUST(futimens(file, old));
	sent = sendfile(self, file, &offset, SIZE);
	printf("full: %zd %s, ", sent, strerror(errno));
	MUST(fstat(file, &status));
	printf("access time %s\n", status.st_atime == 1000 ? "old" : "new");
	MUST(close(peer));
	MUST(close(self));
}

int main(void)
{
	int file = tcp_file(SIZE);

	signal(SIGPIPE, on_pipe);
	timeout(file);
	reset(file);
	watched();
	access_time(file);
	return 0;
}
