// SPDX-License-Identifier: GPL-2.0-only
/* Nobody may map the page at 0, nor what is below the least address. */
#include "fault.h"

int main(void)
{
	char *volatile null = NULL;

	begin(20);
	fault_catch();
	MUST(setresuid(65534, 65534, 65534));
	printf("mmap: %s\n",
	       outcome((long)mmap(NULL, 4096, PROT_READ | PROT_WRITE,
				  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
				  0)));
	printf("mremap: %s\n",
	       outcome((long)mremap(mmap(NULL, 4096, PROT_READ,
					 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
				    4096, 4096, MREMAP_MAYMOVE | MREMAP_FIXED,
				    NULL)));
	CHECK(FAULT(READ_BYTE(null)) == SIGSEGV);
	CHECK(FAULT(READ_BYTE(null + 4095)) == SIGSEGV);
	return finish();
}
