// SPDX-License-Identifier: GPL-2.0-only
/* Two processes bounce a counter over a socket pair four thousand times. */
#include "net.h"

int main(void)
{
	int pair[2], value = 0;
	pid_t pid;

	begin(30);
	MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	pid = child();
	if (pid == 0) {
		MUST(close(pair[0]));
		while (read(pair[1], &value, sizeof(value)) == sizeof(value)) {
			value++;
			write_all(pair[1], &value, sizeof(value));
		}
		_exit(3);
	}
	MUST(close(pair[1]));
	for (int i = 0; i < 2000; i++) {
		value++;
		write_all(pair[0], &value, sizeof(value));
		read_all(pair[0], &value, sizeof(value));
	}
	MUST(close(pair[0]));
	printf("value %d, %s\n", value, fate(reap(pid)));
	return finish();
}
