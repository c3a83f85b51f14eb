// SPDX-License-Identifier: GPL-2.0-only
/* SIGPIPE ends a writer without readers, or the write fails with EPIPE. */
#include "check.h"
#include <sys/socket.h>

int main(void)
{
	int ends[2];
	pid_t pid;

	begin(20);
	MUST(pipe(ends));
	MUST(close(ends[0]));
	pid = child();
	if (pid == 0) {
		MUST(write(ends[1], "x", 1));
		_exit(0);
	}
	printf("%s\n", fate(reap(pid)));
	signal(SIGPIPE, SIG_IGN);
	printf("ignored: %s\n", outcome(write(ends[1], "x", 1)));
	signal(SIGPIPE, SIG_DFL);
	MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
	MUST(close(ends[0]));
	printf("MSG_NOSIGNAL: %s\n",
	       outcome(send(ends[1], "x", 1, MSG_NOSIGNAL)));
	return finish();
}
