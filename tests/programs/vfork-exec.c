// SPDX-License-Identifier: GPL-2.0-only
/* vfork, then exec of a ring-3 program, of this image, and of nothing. */
#include "check.h"

static volatile int shared = 1;

static int run(char *path, char *const *argv)
{
	pid_t pid = vfork();

	if (pid == 0) {
		shared++; /* the parent sees it: one address space */
		execv(path, argv);
		_exit(100 + (errno == ENOENT));
	}
	return reap(pid);
}

int main(int argc, char **argv)
{
	char *again[] = { argv[0], (char *)"again", NULL };
	char *shell[] = { (char *)"sh", (char *)"-c", (char *)"exit 5", NULL };

	begin(30);
	if (argc > 1)
		return 42;
	for (int i = 0; i < 20; i++) {
		CHECK(WEXITSTATUS(run((char *)"/proc/self/exe", again)) == 42);
		CHECK(WEXITSTATUS(run((char *)"/bin/sh", shell)) == 5);
		CHECK(WEXITSTATUS(run((char *)"/nonexistent", again)) == 101);
	}
	printf("shared %d\n", shared);
	return finish();
}
