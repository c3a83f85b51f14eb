// SPDX-License-Identifier: GPL-2.0-only
/* The process as /proc shows it: exe, cmdline, comm, environ, status, fd. */
#include "check.h"
#include <libgen.h>

static char text[4096];

static const char *slurp(const char *path)
{
	int fd = (int)MUST(open(path, O_RDONLY));
	ssize_t size = MUST(read(fd, text, sizeof(text) - 1));

	text[size] = '\0';
	MUST(close(fd));
	return text;
}

int main(int argc, char **argv)
{
	char *environment[] = { (char *)"A=1", (char *)"B=2", NULL };
	char *again[] = { (char *)"name", (char *)"argument", NULL };
	int pipes;

	begin(20);
	(void)argv;
	if (argc == 1) {
		execve("/proc/self/exe", again, environment);
		return 1;
	}
	MUST(readlink("/proc/self/exe", text, sizeof(text) - 1));
	printf("exe %s\n", basename(text));
	printf("cmdline %s", slurp("/proc/self/cmdline"));
	printf(" %s\n", text + 5);
	printf("environ %s", slurp("/proc/self/environ"));
	printf(" %s\n", text + 4);
	MUST(prctl(PR_SET_NAME, "renamed"));
	printf("comm %s", slurp("/proc/self/comm"));
	CHECK(strstr(slurp("/proc/self/status"), "Threads:\t1\n") != NULL);
	CHECK(strstr(text, "State:\tR (running)") != NULL);
	CHECK(strstr(slurp("/proc/self/stat"), "(renamed) R ") != NULL);
	pipes = (int)MUST(open("/proc/self/mem", O_RDWR));
	CHECK(pread(pipes, text, 3, (off_t)(uintptr_t)environment[0]) == 3);
	printf("mem %.3s\n", text);
	return finish();
}
