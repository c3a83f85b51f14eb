// SPDX-License-Identifier: GPL-2.0-only
/* A process that gave up root meets permissions; its child inherits them. */
#include "check.h"
#include <grp.h>
#include <sys/stat.h>

#define NOBODY 65534

int main(void)
{
	char path[] = "/tmp/credentials.XXXXXX";
	pid_t pid;

	begin(20);
	if (getuid() != 0) {
		printf("needs root\n");
		return 2;
	}
	MUST(close((int)MUST(mkstemp(path))));
	pid = child();
	if (pid == 0) {
		MUST(setgroups(0, NULL));
		MUST(setresgid(NOBODY, NOBODY, NOBODY));
		MUST(setresuid(NOBODY, NOBODY, NOBODY));
		CHECK(getuid() == NOBODY && geteuid() == NOBODY &&
		      getegid() == NOBODY);
		printf("open: %s\n", outcome(open(path, O_RDONLY)));
		printf("kill: %s\n", outcome(kill(getppid(), 0)));
		printf("setuid: %s\n", outcome(setuid(0)));
		printf("chroot: %s\n", outcome(chroot("/")));
		pid = child();
		if (pid == 0)
			_exit(geteuid() == NOBODY ? 3 : 4);
		_exit(WEXITSTATUS(reap(pid)));
	}
	printf("%s\n", fate(reap(pid)));
	MUST(unlink(path));
	return finish();
}
