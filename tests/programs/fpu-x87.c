// SPDX-License-Identifier: GPL-2.0-only
/* The x87 stack and MMX registers survive preemption, calls and signals. */
#include "check.h"

static volatile sig_atomic_t count;

/* Three constants on the x87 stack through a call and a busy loop, to out */
void keep_constants(char *out, long turns);
asm(".text\n"
    "keep_constants:\n"
    "fld1; fldpi; fldl2e\n"
    "mov $39, %eax; syscall\n" /* getpid */
    "1: dec %rsi; jnz 1b\n"
    "fstpt (%rdi); fstpt 16(%rdi); fstpt 32(%rdi)\n"
    "ret\n");

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	count++;
	asm volatile("fninit; fldpi; fldl2e");
}

int main(void)
{
	static char expected[48], kept[48];
	pid_t other;
	int rounds = 0;

	begin(20);
	keep_constants(expected, 1);
	other = child();
	if (other == 0)
		for (;;)
			asm volatile("fldpi; fsin; fstp %%st(0)" : : : "st");
	on(SIGUSR1, handler, SA_RESTART);
	tick(SIGUSR1, ONE_KHZ);
	while (count < 100 || rounds < 50) {
		uint64_t multimedia;
		long turns;

		memset(kept, 0, sizeof(kept));
		keep_constants(kept, 20000);
		CHECK(memcmp(kept, expected, sizeof(kept)) == 0);
		turns = 20000;
		asm volatile("movq %2, %%mm5\n"
			     "1: dec %1; jnz 1b\n"
			     "movq %%mm5, %0; emms"
			     : "=r"(multimedia), "+r"(turns)
			     : "r"(0x123456789abcdef0ul + (uint64_t)rounds)
			     : "mm5", "cc");
		CHECK(multimedia == 0x123456789abcdef0ul + (uint64_t)rounds);
		rounds++;
	}
	MUST(kill(other, SIGKILL));
	printf("%s\n", fate(reap(other)));
	return finish();
}
