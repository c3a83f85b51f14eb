// SPDX-License-Identifier: GPL-2.0-only
/* Print the ring this program runs in; run.sh asks it first, other tests exec it. */
#include "check.h"

int main(int argc, char **argv)
{
	unsigned long flags;

	asm volatile("pushf; pop %0" : "=r"(flags));
	if (argc > 1 && !strcmp(argv[1], "flags"))
		printf("ring %d, AC %lu, IF %lu, IOPL %lu\n", current_ring(),
		       flags >> 18 & 1, flags >> 9 & 1, flags >> 12 & 3);
	else if (argc > 1)
		printf("%s\n", argv[1]);
	else
		printf("ring %d\n", current_ring());
	return 0;
}
