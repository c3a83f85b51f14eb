// SPDX-License-Identifier: GPL-2.0-only
/* Resource limits: descriptors, file size, and processor time of a busy loop. */
#include "check.h"
#include <sys/resource.h>

int main(void)
{
	struct rlimit limit = { 8, 8 };
	struct rusage usage;
	pid_t pid;

	begin(20);
	pid = child();
	if (pid == 0) {
		MUST(setrlimit(RLIMIT_NOFILE, &limit));
		while (open("/dev/null", O_RDONLY) >= 0)
			;
		printf("open: %s\n", errname(errno));
		_exit(0);
	}
	printf("%s\n", fate(reap(pid)));
	pid = child();
	if (pid == 0) {
		char path[] = "/tmp/limit.XXXXXX";
		int fd = (int)MUST(mkstemp(path));

		MUST(unlink(path));
		limit.rlim_cur = limit.rlim_max = 1000;
		MUST(setrlimit(RLIMIT_FSIZE, &limit));
		signal(SIGXFSZ, SIG_IGN);
		CHECK(write(fd, path, 10) == 10);
		printf("write: %s\n", outcome(pwrite(fd, path, 10, 1000)));
		signal(SIGXFSZ, SIG_DFL);
		MUST(prctl(PR_SET_DUMPABLE, 0));
		CHECK(pwrite(fd, path, 10, 1000) < 0);
		_exit(0);
	}
	printf("%s\n", fate(reap(pid)));
	pid = child();
	if (pid == 0) {
		limit.rlim_cur = 1;
		limit.rlim_max = 20;
		MUST(setrlimit(RLIMIT_CPU, &limit));
		MUST(prctl(PR_SET_DUMPABLE, 0));
		for (;;)
			asm volatile("");
	}
	printf("%s\n", fate(reap(pid)));
	MUST(getrusage(RUSAGE_CHILDREN, &usage));
	CHECK(usage.ru_utime.tv_sec * 1000000 + usage.ru_utime.tv_usec >
	      500000);
	return finish();
}
