// SPDX-License-Identifier: GPL-2.0-only
#include "config.h"
#include <stdio.h>
#include <zlib.h>

int greet(void);

int main(void)
{
	printf("autotools: %d %lu %d\n", greet(), crc32(0, NULL, 0),
	       SIZEOF_LONG);
	return 0;
}
