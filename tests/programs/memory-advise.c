// SPDX-License-Identifier: GPL-2.0-only
/* madvise drops pages; mincore and mlock answer. */
#include "check.h"

#define PAGE 4096

int main(void)
{
	unsigned char resident[4];
	char *area;
	pid_t pid;

	begin(20);
	area = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	memset(area, 5, 4 * PAGE);
	MUST(madvise(area + PAGE, PAGE, MADV_DONTNEED));
	printf("%d %d %d\n", area[0], area[PAGE], area[2 * PAGE]);
	MUST(mlock(area, PAGE));
	MUST(mincore(area, PAGE, resident));
	printf("resident %d\n", resident[0] & 1);
	MUST(munlock(area, PAGE));
	MUST(madvise(area, PAGE, MADV_DONTFORK));
	MUST(madvise(area + 3 * PAGE, PAGE, MADV_WIPEONFORK));
	pid = child();
	if (pid == 0) {
		MUST(prctl(PR_SET_DUMPABLE, 0));
		CHECK(area[2 * PAGE] == 5 && area[3 * PAGE] == 0);
		area[0] = 1;
		_exit(finish());
	}
	printf("%s, here %d\n", fate(reap(pid)), area[3 * PAGE]);
	printf("the kernel half: %s\n",
	       outcome(madvise((void *)0xffffffff81000000ul, PAGE,
			       MADV_DONTNEED)));
	return finish();
}
