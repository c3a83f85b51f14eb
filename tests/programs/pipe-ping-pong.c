// SPDX-License-Identifier: GPL-2.0-only
/* Four pairs of processes wake each other over pipes, in parallel. */
#include "check.h"

#define PAIRS 4
#define ROUNDS 500

int main(void)
{
	pid_t pids[2 * PAIRS];

	begin(40);
	for (int i = 0; i < PAIRS; i++) {
		int there[2], back[2];

		MUST(pipe(there));
		MUST(pipe(back));
		for (int side = 0; side < 2; side++) {
			pids[2 * i + side] = child();
			if (pids[2 * i + side] == 0) {
				int in = side ? there[0] : back[0];
				int out = side ? back[1] : there[1];
				int value = 0;

				if (!side)
					MUST(write(out, &value, sizeof(value)));
				for (int j = 0; j < ROUNDS; j++) {
					CHECK(read(in, &value, sizeof(value)) ==
					      sizeof(value));
					CHECK(value == j);
					value += side ? 0 : 1;
					if (side || j < ROUNDS - 1)
						MUST(write(out, &value,
							   sizeof(value)));
				}
				_exit(finish());
			}
		}
		MUST(close(there[0]));
		MUST(close(there[1]));
		MUST(close(back[0]));
		MUST(close(back[1]));
	}
	for (int i = 0; i < 2 * PAIRS; i++)
		printf("%s\n", fate(reap(pids[i])));
	return finish();
}
