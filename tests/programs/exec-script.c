// SPDX-License-Identifier: GPL-2.0-only
/* A program can be the interpreter of a script. */
#include "check.h"
#include <limits.h>
#include <sys/stat.h>

int main(int argc, char **argv)
{
	char path[] = "/tmp/exec-script.XXXXXX";
	char self[PATH_MAX];
	pid_t pid;
	int fd;

	begin(20);
	if (argc > 1) {
		printf("%d arguments, %s, %s\n", argc, argv[1], argv[argc - 1]);
		return 8;
	}
	CHECK(realpath(argv[0], self) != NULL);
	fd = (int)MUST(mkstemp(path));
	dprintf(fd, "#!%s option\n", self);
	MUST(fchmod(fd, 0700));
	MUST(close(fd));
	pid = child();
	if (pid == 0) {
		execl(path, "script", "word", NULL);
		_exit(99);
	}
	printf("%s\n", fate(reap(pid)));
	MUST(unlink(path));
	return finish();
}
