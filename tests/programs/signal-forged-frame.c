// SPDX-License-Identifier: GPL-2.0-only
/* A signal frame that names kernel addresses or odd flags gains nothing. */
#include "check.h"
#include <ucontext.h>

enum forgery {
	KERNEL_TEXT,
	KERNEL_START,
	HOLE,
	NON_CANONICAL,
	NULL_IP,
	KERNEL_STACK,
	FLAGS
};

static volatile enum forgery forgery;

static void handler(int signo, siginfo_t *info, void *context)
{
	greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;

	(void)signo;
	(void)info;
	if (forgery < KERNEL_STACK) {
		/* as if the frame were the kernel's: cs 0x10, ss 0x18 */
		registers[REG_CSGSFS] = (registers[REG_CSGSFS] & ~0xffffl) |
					0x10;
		registers[REG_CSGSFS] =
			(registers[REG_CSGSFS] & ~(0xffffl << 48)) |
			0x18l << 48;
	}
	switch (forgery) {
	case KERNEL_TEXT:
		registers[REG_RIP] = (greg_t)0xffffffff81000040;
		break;
	case KERNEL_START:
		registers[REG_RIP] = (greg_t)0xffffffff80000000;
		break;
	case HOLE:
		registers[REG_RIP] = (greg_t)0xffff800000001000;
		break;
	case NON_CANONICAL:
		registers[REG_RIP] = (greg_t)0x8000000000000000;
		break;
	case NULL_IP:
		registers[REG_RIP] = 0;
		break;
	case KERNEL_STACK:
		registers[REG_RIP] += 2;
		registers[REG_RSP] = (greg_t)0xffffffff81800000;
		break;
	case FLAGS:
		registers[REG_RIP] += 2;
		registers[REG_EFL] &= ~0x200l; /* interrupts off */
		registers[REG_EFL] |= 0x3000 |
				      0x4000; /* I/O privilege, nested task */
	}
}

int main(void)
{
	unsigned long flags;

	begin(20);
	for (int i = 0; i < FLAGS; i++) {
		pid_t pid = child();

		if (pid == 0) {
			MUST(prctl(PR_SET_DUMPABLE, 0));
			on(SIGILL, handler, 0);
			forgery = (enum forgery)i;
			asm volatile("ud2; push %%rax" : : : "memory");
			_exit(0);
		}
		printf("%d: %s\n", i, fate(reap(pid)));
	}
	on(SIGILL, handler, 0);
	forgery = FLAGS;
	asm volatile(
		"lea -128(%%rsp), %%rsp; ud2; pushf; pop %0; lea 128(%%rsp), %%rsp"
		: "=r"(flags)
		:
		: "memory");
	printf("interrupts %lu, privilege %lu, nested %lu\n", flags >> 9 & 1,
	       flags >> 12 & 3, flags >> 14 & 1);
	return finish();
}
