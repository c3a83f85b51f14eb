// SPDX-License-Identifier: GPL-2.0-only
/* SIGSEGV with SI_KERNEL on an address that is not canonical. */
#include "fault.h"

int main(void)
{
	begin(20);
	fault_catch();
	FAULT(READ_BYTE(NON_CANONICAL));
	fault_print("read", NULL);
	FAULT(WRITE_BYTE(NON_CANONICAL));
	fault_print("write", NULL);
	CHECK(FAULT(asm volatile("jmp *%0" : : "r"(NON_CANONICAL))) == SIGSEGV);
	printf("jump: caught\n");
	return finish();
}
