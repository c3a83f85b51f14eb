// SPDX-License-Identifier: GPL-2.0-only
/*
 * A jump to the lower half of the address of the kernel's IRET is a SIGSEGV like any
 * other. Some processors report a fault of IRET itself there, which Linux repairs.
 */
#include "linked-file.h"

int main(void)
{
	unsigned long iret;
	pid_t pid;

	begin(30);
	iret = kernel_symbol("native_irq_return_iret");
	pid = child();
	if (!pid)
		asm volatile("jmp *%0" : : "a"(iret & 0xffffffff) : "memory");
	printf("%s\n", fate(reap(pid)));
	return finish();
}
