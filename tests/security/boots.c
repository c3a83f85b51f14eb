// SPDX-License-Identifier: GPL-2.0-only
/* What has to differ from boot to boot, in the first program of a boot. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/random.h>

int main(void)
{
	unsigned long number = 0, local = 0;
	ssize_t size = getrandom(&number, sizeof(number), GRND_NONBLOCK);

	printf("getrandom %s\n",
	       size == sizeof(number) ? "at once" : strerror(errno));
	printf("random %lx\n", number);
	printf("stack %lx\n", (unsigned long)&local);
	printf("heap %lx\n", (unsigned long)malloc(16));
	printf("mmap %lx\n",
	       (unsigned long)mmap(NULL, 4096, PROT_READ,
				   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
	memcpy(&number, (void *)getauxval(AT_RANDOM), sizeof(number));
	printf("auxv %lx\n", number);
	asm("mov %%fs:0x28, %0" : "=r"(number));
	printf("canary %lx\n", number);
	return 0;
}
