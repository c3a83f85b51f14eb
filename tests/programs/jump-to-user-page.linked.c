// SPDX-License-Identifier: GPL-2.0-only
/* A linked program cannot execute a user page, not even one mapped executable: SIGSEGV. */
#include "fault.h"

int main(void)
{
	char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	begin(20);
	fault_catch();
	CHECK(page != MAP_FAILED);
	page[0] = (char)0xc3; /* ret */
	for (int i = 0; i < 100; i++) {
		CHECK(FAULT(((void (*)(void))page)()) == SIGSEGV);
		CHECK(fault_info.si_addr == page);
	}
	return finish();
}
