// SPDX-License-Identifier: GPL-2.0-only
/* SIGSEGV on an address in the kernel half where nothing is. */
#include "fault.h"

int main(void)
{
	begin(20);
	fault_catch();
	FAULT(READ_BYTE(KERNEL_HOLE));
	fault_print("read", KERNEL_HOLE);
	FAULT(WRITE_BYTE(KERNEL_HOLE));
	fault_print("write", KERNEL_HOLE);
	FAULT(((void (*)(void))KERNEL_HOLE)());
	fault_print("call", KERNEL_HOLE);
	return finish();
}
