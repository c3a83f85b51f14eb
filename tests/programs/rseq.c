// SPDX-License-Identifier: GPL-2.0-only
/* A restartable sequence that is interrupted starts over at its abort address. */
#include "check.h"
#include <sys/rseq.h>

static volatile sig_atomic_t signals;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	signals++;
}

/* Spin inside a sequence; 1 if it was aborted */
static int interrupted(struct rseq *area, long turns)
{
	int aborted = 0;

	asm volatile goto("jmp 3f\n"
			  ".pushsection .data, \"aw\"\n"
			  ".balign 32\n"
			  "9: .long 0, 0\n"
			  ".quad 1f, 2f - 1f, 4f\n"
			  ".popsection\n"
			  "3: lea 9b(%%rip), %%rax\n"
			  "mov %%rax, %0\n"
			  "1: dec %1\n"
			  "jnz 1b\n"
			  "2: jmp 5f\n"
			  ".byte 0x0f, 0xb9, 0x3d\n"
			  ".long %c2\n"
			  "4: jmp %l[abort]\n"
			  "5:\n"
			  :
			  : "m"(area->rseq_cs), "r"(turns), "i"(RSEQ_SIG)
			  : "rax", "memory", "cc"
			  : abort);
	return aborted;
abort:
	return 1;
}

int main(void)
{
	struct rseq *area = (struct rseq *)((char *)__builtin_thread_pointer() +
					    __rseq_offset);
	int aborted = 0;

	begin(20);
	CHECK(__rseq_size >= 20);
	CHECK((int)area->cpu_id == sched_getcpu() || sched_getcpu() >= 0);
	on(SIGUSR1, handler, SA_RESTART);
	tick(SIGUSR1, 2 * ONE_KHZ);
	while (aborted < 20)
		aborted += interrupted(area, 1000000);
	printf("aborted, signals came %d\n", signals > 0);
	return finish();
}
