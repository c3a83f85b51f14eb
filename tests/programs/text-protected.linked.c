// SPDX-License-Identifier: GPL-2.0-only
/* The text of a linked program: no writes, no mapping calls, no pointers into it. */
#include "check.h"

static __attribute__((noinline)) int seven(void)
{
	asm volatile("");
	return 7;
}

int main(void)
{
	void *page = (void *)((uintptr_t)seven & ~4095ul);
	int memory = (int)MUST(open("/proc/self/mem", O_RDWR));
	unsigned char trap = 0xcc;
	int ends[2];

	begin(20);
	MUST(pipe(ends));
	CHECK((uintptr_t)seven >= 0xffffffff80000000);
	CHECK(pwrite(memory, &trap, 1, (off_t)(uintptr_t)seven) == -1);
	CHECK(mprotect(page, 4096, PROT_READ | PROT_WRITE) == -1);
	CHECK(munmap(page, 4096) == -1);
	CHECK(mremap(page, 4096, 8192, MREMAP_MAYMOVE) == MAP_FAILED);
	CHECK(madvise(page, 4096, MADV_DONTNEED) == -1);
	CHECK(mmap(page, 4096, PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
		   0) == MAP_FAILED);
	CHECK(write(ends[1], (void *)seven, 4) == -1 && errno == EFAULT);
	CHECK(seven() == 7);
	return finish();
}
