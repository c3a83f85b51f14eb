// SPDX-License-Identifier: GPL-2.0-only
/* SIGSEGV on a null pointer: read, write and call. */
#include "fault.h"

int main(void)
{
	char *volatile null = NULL;

	begin(20);
	fault_catch();
	FAULT(READ_BYTE(null));
	fault_print("read", NULL);
	FAULT(WRITE_BYTE(null));
	fault_print("write", NULL);
	FAULT(READ_BYTE(null + 8));
	fault_print("read at 8", (void *)8);
	FAULT(((void (*)(void))null)());
	fault_print("call", NULL);
	return finish();
}
