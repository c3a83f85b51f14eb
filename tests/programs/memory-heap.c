// SPDX-License-Identifier: GPL-2.0-only
/* brk moves the end of the data; malloc serves small, large and huge requests. */
#include "check.h"
#include <malloc.h>

#define BLOCKS 2000

int main(void)
{
	static char *blocks[BLOCKS];
	char *end, *huge;
	size_t sizes = 0;

	begin(20);
	end = sbrk(0);
	CHECK(sbrk(1 << 20) == end);
	memset(end, 1, 1 << 20);
	CHECK(sbrk(-(1 << 20)) == end + (1 << 20));
	CHECK(sbrk(1 << 20) == end && end[0] == 0); /* fresh pages again */
	for (int round = 0; round < 5; round++) {
		for (int i = 0; i < BLOCKS; i++) {
			size_t size = 1 + (size_t)(i * 37 + round * 101) % 3000;

			blocks[i] = malloc(size);
			CHECK(blocks[i] != NULL);
			memset(blocks[i], i, size);
			sizes += size;
		}
		for (int i = 0; i < BLOCKS; i += 2) {
			CHECK(blocks[i][0] == (char)i);
			free(blocks[i]);
		}
		for (int i = 1; i < BLOCKS; i += 2) {
			blocks[i] = realloc(blocks[i], 4000);
			CHECK(blocks[i][0] == (char)i);
			free(blocks[i]);
		}
	}
	huge = calloc(1, 256 << 20); /* touched here and there only */
	CHECK(huge != NULL);
	for (size_t i = 0; i < 256 << 20; i += 8 << 20) {
		CHECK(huge[i] == 0);
		huge[i] = 1;
	}
	free(huge);
	malloc_trim(0);
	printf("sizes %zu, too much: %s\n", sizes,
	       (huge = malloc((size_t)getpid() << 48)) ? "given" :
							 errname(errno));
	return finish();
}
