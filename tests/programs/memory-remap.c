// SPDX-License-Identifier: GPL-2.0-only
/* mremap grows in place or moves, shrinks, and keeps the content. */
#include "check.h"

#define PAGE 4096

int main(void)
{
	char *area, *moved;

	begin(20);
	area = mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	for (int i = 0; i < 8; i++)
		area[i * PAGE] = (char)(i + 1);
	printf("no room: %s\n", mremap(area, PAGE, 4 * PAGE, 0) == MAP_FAILED ?
					errname(errno) :
					"grown");
	moved = mremap(area, 8 * PAGE, 2000 * PAGE, MREMAP_MAYMOVE);
	CHECK(moved != MAP_FAILED);
	for (int i = 0; i < 8; i++)
		CHECK(moved[i * PAGE] == i + 1);
	CHECK(moved[1999 * PAGE] == 0);
	moved[1999 * PAGE] = 77;
	area = mmap(NULL, 2000 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
		    -1, 0);
	CHECK(mremap(moved, 2000 * PAGE, 2000 * PAGE,
		     MREMAP_MAYMOVE | MREMAP_FIXED, area) == area);
	printf("moved %d %d\n", area[7 * PAGE], area[1999 * PAGE]);
	CHECK(mremap(area, 2000 * PAGE, 8 * PAGE, 0) == area);
	printf("kept %d\n", area[7 * PAGE]);
	printf("to the kernel: %s\n",
	       mremap(area, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
		      (void *)0xffffffff81000000ul) == MAP_FAILED ?
		       errname(errno) :
		       "moved");
	return finish();
}
