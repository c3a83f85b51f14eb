// SPDX-License-Identifier: GPL-2.0-only
/* A child of fork finds the vector registers as they were at the call. */
#include "vector.h"

#define FORK "mov $57, %%eax\nsyscall\nmov %%rax, %2\n"

int main(void)
{
	static uint64_t before[16][4], after[16][4];

	begin(20);
	for (uint64_t seed = 1; seed <= 20; seed++) {
		uint64_t(*in)[4] = before;
		uint64_t(*out)[4] = after;
		long pid = 0;

		fill_words(before, seed);
		memset(after, 0, sizeof(after));
		fflush(stdout);
		if (has_avx())
			VECTORS_THROUGH(EACH_VECTOR(LOAD_YMM), FORK,
					EACH_VECTOR(STORE_YMM), in, out, pid);
		else
			VECTORS_THROUGH(EACH_VECTOR(LOAD_XMM), FORK,
					EACH_VECTOR(STORE_XMM), in, out, pid);
		for (int i = 0; i < 16; i++)
			CHECK(memcmp(before[i], after[i],
				     has_avx() ? 32 : 16) == 0);
		if (pid == 0)
			_exit(finish());
		CHECK(pid > 0 && reap((pid_t)pid) == 0);
	}
	printf("kept\n");
	return finish();
}
