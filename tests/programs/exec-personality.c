// SPDX-License-Identifier: GPL-2.0-only
/* Programs start under other personalities: no randomisation, old layout, READ_IMPLIES_EXEC. */
#include "check.h"
#include <sys/personality.h>
#include <sys/resource.h>

int main(int argc, char **argv)
{
	static const unsigned long personalities[] = {
		ADDR_NO_RANDOMIZE, ADDR_COMPAT_LAYOUT, READ_IMPLIES_EXEC,
		ADDR_NO_RANDOMIZE | MMAP_PAGE_ZERO
	};
	struct rlimit limit;

	begin(20);
	if (argc > 1) {
		void *block = malloc(1 << 20);

		memset(block, 1, 1 << 20);
		return 3;
	}
	for (size_t i = 0;
	     i <= sizeof(personalities) / sizeof(personalities[0]); i++) {
		pid_t pid = child();

		if (pid == 0) {
			if (i <
			    sizeof(personalities) / sizeof(personalities[0])) {
				MUST(personality(personalities[i]));
			} else {
				MUST(getrlimit(RLIMIT_STACK, &limit));
				limit.rlim_cur =
					limit.rlim_max; /* unlimited: old layout */
				MUST(setrlimit(RLIMIT_STACK, &limit));
			}
			execl("/proc/self/exe", argv[0], "again", NULL);
			_exit(99);
		}
		printf("%s\n", fate(reap(pid)));
	}
	return finish();
}
