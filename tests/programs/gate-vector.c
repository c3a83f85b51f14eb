// SPDX-License-Identifier: GPL-2.0-only
/* Vector registers survive calls of the gate, also when they sleep and switch. */
#include "gate.h"
#include "vector.h"

/* rdx holds the number of turns; sched_yield and getpid in each */
#define GATE_TURNS            \
	"sub $128, %%rsp\n"   \
	"1: mov $24, %%eax\n" \
	"call ukl_syscall\n"  \
	"mov $39, %%eax\n"    \
	"call ukl_syscall\n"  \
	"dec %2\n"            \
	"jnz 1b\n"            \
	"add $128, %%rsp\n"

static volatile sig_atomic_t count;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	count++;
	asm volatile(
		"pxor %%xmm0, %%xmm0; pxor %%xmm7, %%xmm7; pxor %%xmm15, %%xmm15"
		:
		:
		: "xmm0", "xmm7", "xmm15");
}

int main(void)
{
	pid_t pids[3];

	begin(40);
	for (int i = 0; i < 3; i++) {
		pids[i] = child();
		if (pids[i] == 0) {
			static uint64_t before[16][4], after[16][4];

			on(SIGUSR1, handler, SA_RESTART);
			tick(SIGUSR1, ONE_KHZ);
			for (uint64_t seed = 0; seed < 30; seed++) {
				uint64_t(*in)[4] = before;
				uint64_t(*out)[4] = after;
				long turns = 30;

				fill_words(before, seed * 10 + (uint64_t)i);
				if (has_avx())
					VECTORS_THROUGH(EACH_VECTOR(LOAD_YMM),
							GATE_TURNS,
							EACH_VECTOR(STORE_YMM),
							in, out, turns);
				else
					VECTORS_THROUGH(EACH_VECTOR(LOAD_XMM),
							GATE_TURNS,
							EACH_VECTOR(STORE_XMM),
							in, out, turns);
				for (int j = 0; j < 16; j++)
					CHECK(memcmp(before[j], after[j],
						     has_avx() ? 32 : 16) == 0);
			}
			_exit(finish());
		}
	}
	for (int i = 0; i < 3; i++)
		printf("%s\n", fate(reap(pids[i])));
	return finish();
}
