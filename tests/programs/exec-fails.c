// SPDX-License-Identifier: GPL-2.0-only
/* An exec that fails leaves the program as it was. */
#include "check.h"
#include <sys/stat.h>

static char *arguments[] = { (char *)"x", NULL };
static char path[] = "/tmp/exec-fails.XXXXXX";

static void attempt(const char *what, const char *file, char *const *argv)
{
	execv(file, argv);
	printf("%s: %s\n", what, errname(errno));
}

int main(void)
{
	static char big[200000];
	char *too_long[] = { (char *)"x", big, NULL };
	int fd;

	begin(20);
	fd = (int)MUST(mkstemp(path));
	attempt("missing", "/nonexistent/file", arguments);
	attempt("directory", "/tmp", arguments);
	attempt("not executable", path, arguments);
	MUST(fchmod(fd, 0700));
	attempt("being written", path, arguments);
	MUST(close(fd));
	attempt("empty", path, arguments);
	fd = (int)MUST(open(path, O_WRONLY));
	MUST(write(fd, "\177ELF nonsense", 13));
	MUST(close(fd));
	attempt("nonsense", path, arguments);
	memset(big, 'a', sizeof(big) - 1);
	attempt("argument too long", "/proc/self/exe", too_long);
	attempt("bad pointer", "/proc/self/exe", (char *const *)8);
	attempt("kernel pointer", "/proc/self/exe",
		(char *const *)0xffff800000001000ul);
	MUST(unlink(path));
	return finish();
}
