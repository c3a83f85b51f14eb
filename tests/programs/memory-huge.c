// SPDX-License-Identifier: GPL-2.0-only
/* Transparent huge pages are split by mprotect and copied after fork. */
#include "check.h"

#define SIZE (8 << 20)
#define HUGE (2 << 20)

int main(void)
{
	char *map = mmap(NULL, SIZE, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *area =
		(char *)(((uintptr_t)map + HUGE - 1) & ~(uintptr_t)(HUGE - 1));
	pid_t pid;

	begin(20);
	MUST(madvise(area, 2 * HUGE, MADV_HUGEPAGE));
	for (int i = 0; i < 2 * HUGE; i += 4096)
		area[i] = (char)(i >> 12);
	MUST(mprotect(area + HUGE / 2, 4096, PROT_READ));
	pid = child();
	if (pid == 0) {
		for (int i = HUGE; i < 2 * HUGE; i += 4096) {
			CHECK(area[i] == (char)(i >> 12));
			area[i] = 0;
		}
		_exit(finish());
	}
	for (int i = 0; i < 2 * HUGE; i += 4096)
		CHECK(area[i] == (char)(i >> 12));
	printf("%s\n", fate(reap(pid)));
	MUST(madvise(area, HUGE, MADV_DONTNEED));
	printf("%d %d\n", area[4096], area[HUGE + 4096]);
	return finish();
}
