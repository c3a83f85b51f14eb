// SPDX-License-Identifier: GPL-2.0-only
/* SIGSEGV with SEGV_ACCERR on pages without the permission. */
#include "fault.h"

static const char constant[] = "constant";

int main(void)
{
	char *page;

	begin(20);
	fault_catch();
	page = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(page != MAP_FAILED);
	page[0] = 'x';
	MUST(mprotect(page, 4096, PROT_READ));
	FAULT(WRITE_BYTE(page));
	fault_print("write to PROT_READ", page);
	FAULT(READ_BYTE(page));
	fault_print("read of PROT_READ", page);
	MUST(mprotect(page, 4096, PROT_NONE));
	FAULT(READ_BYTE(page + 100));
	fault_print("read of PROT_NONE", page + 100);
	FAULT(WRITE_BYTE(constant));
	fault_print("write to a constant", constant);
	printf("%s\n", constant);
	MUST(munmap(page, 8192));
	FAULT(READ_BYTE(page));
	fault_print("read of unmapped", page);
	return finish();
}
