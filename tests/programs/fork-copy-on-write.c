// SPDX-License-Identifier: GPL-2.0-only
/* Four megabytes are copied when either side writes, and only then. */
#include "check.h"

#define SIZE (4 << 20)

static char area[SIZE];

static int all(char value)
{
	for (int i = 0; i < SIZE; i += 512)
		if (area[i] != value)
			return 0;
	return 1;
}

int main(void)
{
	pid_t pids[3];

	begin(30);
	memset(area, 'p', SIZE);
	for (int i = 0; i < 3; i++) {
		pids[i] = child();
		if (pids[i] == 0) {
			CHECK(all('p'));
			memset(area, 'a' + i, SIZE);
			sched_yield();
			CHECK(all((char)('a' + i)));
			_exit(finish());
		}
	}
	for (int i = 0; i < SIZE; i += 4096)
		CHECK(area[i] == 'p');
	for (int i = 0; i < 3; i++)
		printf("%s\n", fate(reap(pids[i])));
	CHECK(all('p'));
	return finish();
}
