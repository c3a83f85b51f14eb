// SPDX-License-Identifier: GPL-2.0-only
/* fexecve and execveat with AT_EMPTY_PATH run the program behind a descriptor. */
#include "check.h"

int main(int argc, char **argv)
{
	char *again[] = { argv[0], (char *)"again", NULL };
	int fd;

	begin(20);
	if (argc > 1)
		return 12;
	fd = (int)MUST(open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
	for (int i = 0; i < 2; i++) {
		pid_t pid = child();

		if (pid == 0) {
			if (i)
				fexecve(fd, again, environ);
			else
				syscall(SYS_execveat, fd, "", again, environ,
					AT_EMPTY_PATH);
			_exit(99);
		}
		printf("%s\n", fate(reap(pid)));
	}
	return finish();
}
