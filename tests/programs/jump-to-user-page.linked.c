// SPDX-License-Identifier: GPL-2.0-only
/*
 * A linked program cannot execute a user page. It gets none that it asks for:
 * EACCES; and one that is executable all the same raises SIGSEGV.
 */
#include "fault.h"

#include <errno.h>
#include <sys/personality.h>

int main(void)
{
	const int prot = PROT_READ | PROT_WRITE, flags = MAP_PRIVATE | MAP_ANONYMOUS;
	char *page;

	begin(20);
	fault_catch();
	CHECK(mmap(NULL, 4096, prot | PROT_EXEC, flags, -1, 0) == MAP_FAILED && errno == EACCES);
	page = mmap(NULL, 4096, prot, flags, -1, 0);
	CHECK(page != MAP_FAILED);
	CHECK(mprotect(page, 4096, PROT_READ | PROT_EXEC) == -1 && errno == EACCES);
	munmap(page, 4096);

	personality(READ_IMPLIES_EXEC);
	page = mmap(NULL, 4096, prot, flags, -1, 0);
	CHECK(page != MAP_FAILED);
	page[0] = (char)0xc3; /* ret */
	for (int i = 0; i < 100; i++) {
		CHECK(FAULT(((void (*)(void))page)()) == SIGSEGV);
		CHECK(fault_info.si_addr == page);
	}
	return finish();
}
