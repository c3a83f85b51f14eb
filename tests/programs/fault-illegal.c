// SPDX-License-Identifier: GPL-2.0-only
/* SIGILL at ud2 and at bytes that are no instruction. */
#include "fault.h"

void illegal_ud2(void);
void illegal_bytes(void);
asm(".text\nillegal_ud2: ud2\nillegal_bytes: .byte 0x0f, 0xff, 0x06\n");

int main(void)
{
	begin(20);
	fault_catch();
	CHECK(FAULT(illegal_ud2()) == SIGILL);
	printf("ud2: ILL_ILLOPN %d, address %d\n",
	       fault_info.si_code == ILL_ILLOPN,
	       fault_info.si_addr == (void *)illegal_ud2);
	CHECK(FAULT(illegal_bytes()) == SIGILL);
	printf("bytes: ILL_ILLOPN %d, address %d\n",
	       fault_info.si_code == ILL_ILLOPN,
	       fault_info.si_addr == (void *)illegal_bytes);
	return finish();
}
