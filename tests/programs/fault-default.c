// SPDX-License-Identifier: GPL-2.0-only
/* Faults without a handler end the process with their signal. */
#include "check.h"

static char *volatile low = (char *)8;

static void fault(int kind)
{
	switch (kind) {
	case 0:
		*low = 1;
		break;
	case 1:
		asm volatile("idivl %2" : : "a"(1), "d"(0), "r"(0));
		break;
	case 2:
		asm volatile("ud2");
		break;
	case 3:
		asm volatile("int3");
		break;
	case 4:
		*(volatile char *)0x8000000000000000ul = 1;
		break;
	case 5:
		*(volatile char *)0xffff800000001000ul = 1;
		break;
	case 6:
		asm volatile("xor %%esp, %%esp; push %%rax" : : : "memory");
		break;
	case 7:
		asm volatile("jmp *%0" : : "r"(0x12345678ul));
		break;
	default:
		__builtin_trap();
	}
}

int main(void)
{
	begin(20);
	for (int kind = 0; kind < 9; kind++) {
		pid_t pid = child();

		if (pid == 0) {
			MUST(prctl(PR_SET_DUMPABLE, 0));
			fault(kind);
			_exit(0);
		}
		printf("%d: %s\n", kind, fate(reap(pid)));
	}
	return finish();
}
