// SPDX-License-Identifier: GPL-2.0-only
/* Ninety thousand bytes of arguments arrive; close-on-exec descriptors do not. */
#include "check.h"

#define COUNT 900

int main(int argc, char **argv)
{
	static char words[COUNT][101];
	static char *arguments[COUNT + 2];
	int kept, closed;

	begin(20);
	if (argc == 1) {
		kept = (int)MUST(open("/dev/null", O_RDONLY));
		closed = (int)MUST(open("/dev/null", O_RDONLY | O_CLOEXEC));
		CHECK(dup2(kept, 50) == 50);
		CHECK(dup3(closed, 51, O_CLOEXEC) == 51);
		arguments[0] = argv[0];
		for (int i = 0; i < COUNT; i++) {
			memset(words[i], 'a' + i % 26, 100);
			arguments[i + 1] = words[i];
		}
		execv("/proc/self/exe", arguments);
		return 1;
	}
	CHECK(argc == COUNT + 1 && argv[argc] == NULL);
	for (int i = 1; i < argc; i++) {
		CHECK(strlen(argv[i]) == 100);
		CHECK(argv[i][0] == 'a' + (i - 1) % 26 &&
		      argv[i][99] == argv[i][0]);
	}
	printf("%d arguments\n", argc - 1);
	printf("kept: %s\n", outcome(fcntl(50, F_GETFD)));
	printf("close on exec: %s\n", outcome(fcntl(51, F_GETFD)));
	return finish();
}
