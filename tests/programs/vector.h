/* SPDX-License-Identifier: GPL-2.0-only */
/* Fill all vector registers with a pattern and look whether they keep it. */
#ifndef VECTOR_H
#define VECTOR_H

#include "check.h"

static inline int has_avx(void)
{
	return __builtin_cpu_supports("avx") != 0;
}

#define EACH_VECTOR(x)                                                      \
	x(0) x(1) x(2) x(3) x(4) x(5) x(6) x(7) x(8) x(9) x(10) x(11) x(12) \
		x(13) x(14) x(15)

/* Register n holds seed + n in each of its words */
static inline void fill_words(uint64_t words[16][4], uint64_t seed)
{
	for (unsigned int i = 0; i < 16; i++)
		for (unsigned int j = 0; j < 4; j++)
			words[i][j] = seed * 0x9e3779b97f4a7c15ul + i * 4 + j;
}

#define LOAD_YMM(n) "vmovdqu " #n "*32(%0), %%ymm" #n "\n"
#define STORE_YMM(n) "vmovdqu %%ymm" #n ", " #n "*32(%1)\n"
#define LOAD_XMM(n) "movdqu " #n "*32(%0), %%xmm" #n "\n"
#define STORE_XMM(n) "movdqu %%xmm" #n ", " #n "*32(%1)\n"

/*
 * Load the pattern, run the instructions of MIDDLE (which may use rax, rcx, r11
 * and rdx, which holds TURNS), and store what the registers hold then.
 */
#define VECTORS_THROUGH(load, middle, store, in, out, turns)                   \
	asm volatile(load middle store                                         \
		     : "+r"(in), "+r"(out), "+d"(turns)                        \
		     :                                                         \
		     : "rax", "rcx", "r11", "memory", "cc", "xmm0", "xmm1",    \
		       "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", \
		       "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14",    \
		       "xmm15")

#define SPIN "1: dec %2\njnz 1b\n"

static inline long vectors_kept(uint64_t seed, long turns)
{
	static __thread uint64_t before[16][4], after[16][4];
	uint64_t(*in)[4] = before;
	uint64_t(*out)[4] = after;
	long bad = 0;

	fill_words(before, seed);
	memset(after, 0, sizeof(after));
	if (has_avx())
		VECTORS_THROUGH(EACH_VECTOR(LOAD_YMM), SPIN,
				EACH_VECTOR(STORE_YMM), in, out, turns);
	else
		VECTORS_THROUGH(EACH_VECTOR(LOAD_XMM), SPIN,
				EACH_VECTOR(STORE_XMM), in, out, turns);
	for (int i = 0; i < 16; i++)
		bad += memcmp(before[i], after[i], has_avx() ? 32 : 16) != 0;
	return bad == 0;
}

static inline void vectors_clobber(uint64_t seed)
{
	CHECK(vectors_kept(seed, 1));
}

#endif
