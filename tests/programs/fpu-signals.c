// SPDX-License-Identifier: GPL-2.0-only
/* A handler that overwrites all vector registers does not disturb the program. */
#include "vector.h"

static volatile sig_atomic_t count;

static void handler(int signo, siginfo_t *info, void *context)
{
	static uint64_t zeroes[16][4], sink[16][4];
	uint64_t(*in)[4] = zeroes;
	uint64_t(*out)[4] = sink;
	long turns = 1;

	(void)signo;
	(void)info;
	(void)context;
	fill_words(zeroes, (uint64_t)++count);
	if (has_avx())
		VECTORS_THROUGH(EACH_VECTOR(LOAD_YMM), SPIN,
				EACH_VECTOR(STORE_YMM), in, out, turns);
	else
		VECTORS_THROUGH(EACH_VECTOR(LOAD_XMM), SPIN,
				EACH_VECTOR(STORE_XMM), in, out, turns);
}

int main(void)
{
	int rounds = 0;

	begin(30);
	on(SIGUSR1, handler, SA_RESTART);
	tick(SIGUSR1, 200000);
	while (count < 300 || rounds < 30) {
		CHECK(vectors_kept((uint64_t)rounds, 50000));
		rounds++;
	}
	printf("kept\n");
	return finish();
}
