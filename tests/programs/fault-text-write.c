// SPDX-License-Identifier: GPL-2.0-only
/* The text of the program cannot be written, and is unchanged after the attempt. */
#include "fault.h"

static __attribute__((noinline)) int seven(void)
{
	asm volatile("");
	return 7;
}

int main(void)
{
	char *text = (char *)seven;
	char before = *(volatile char *)text;

	begin(20);
	fault_catch();
	CHECK(FAULT(WRITE_BYTE(text)) == SIGSEGV);
	/* the code differs: for linked text, whose page is the kernel's, it is MAPERR */
	printf("at the address %d\n", fault_info.si_addr == text);
	CHECK(*(volatile char *)text == before);
	printf("still %d\n", seven());
	return finish();
}
