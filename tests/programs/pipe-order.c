// SPDX-License-Identifier: GPL-2.0-only
/* Pipes: atomic writes, EAGAIN when full, end of file, splice and tee. */
#include "check.h"

#define WRITERS 4
#define RECORDS 200

int main(void)
{
	char record[512];
	int ends[2], other[2], counts[WRITERS] = { 0 };
	pid_t pids[WRITERS];
	long filled = 0;

	begin(20);
	MUST(pipe(ends));
	for (int i = 0; i < WRITERS; i++) {
		pids[i] = child();
		if (pids[i] == 0) {
			memset(record, 'a' + i, sizeof(record));
			for (int j = 0; j < RECORDS; j++)
				CHECK(write(ends[1], record, sizeof(record)) ==
				      sizeof(record));
			_exit(finish());
		}
	}
	MUST(close(ends[1]));
	for (;;) {
		size_t got = 0;

		while (got < sizeof(record)) {
			ssize_t count = MUST(read(ends[0], record + got,
						  sizeof(record) - got));

			if (count == 0)
				break;
			got += (size_t)count;
		}
		if (got == 0)
			break;
		for (size_t i = 1; i < got; i++)
			CHECK(record[i] == record[0]);
		counts[(record[0] - 'a') & 3]++;
	}
	for (int i = 0; i < WRITERS; i++)
		printf("writer %d: %d, %s\n", i, counts[i],
		       fate(reap(pids[i])));

	MUST(pipe2(ends, O_NONBLOCK));
	printf("empty: %s\n", outcome(read(ends[0], record, 1)));
	while (write(ends[1], record, sizeof(record)) > 0)
		filled++;
	printf("full: %s after %ld\n", errname(errno), filled);
	MUST(pipe(other));
	printf("tee %zd", tee(ends[0], other[1], 1000, 0));
	printf(", splice %zd\n",
	       splice(ends[0], NULL, other[1], NULL, 1000, 0));
	return finish();
}
