// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "numbers.h"

int main(void)
{
	printf("once: %d\n", twice(4));
	return 0;
}
