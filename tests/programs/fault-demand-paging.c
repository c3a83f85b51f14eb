// SPDX-License-Identifier: GPL-2.0-only
/* A handler maps the page that was missing, and the access goes on. */
#include "check.h"

static char *area;
static volatile int count;

static void handler(int signo, siginfo_t *info, void *context)
{
	char *page = (char *)((uintptr_t)info->si_addr & ~4095ul);

	(void)signo;
	(void)context;
	MUST(mprotect(page, 4096, PROT_READ | PROT_WRITE));
	memset(page, 'a' + count++ % 26, 4096);
}

int main(void)
{
	long sum = 0;

	begin(20);
	on(SIGSEGV, handler, 0);
	area = mmap(NULL, 256 * 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
		    -1, 0);
	for (int i = 0; i < 256; i++)
		sum += ((volatile char *)area)[i * 4096 + i];
	printf("faults %d, sum %ld\n", count, sum);
	return finish();
}
