// SPDX-License-Identifier: GPL-2.0-only
/* mprotect splits and joins mappings and takes effect in all threads. */
#include "fault.h"

#define PAGE 4096

static volatile char *area;
static volatile int writer_stopped, writing;

static void *write_always(void *argument)
{
	while (!writer_stopped) {
		area[0]++;
		writing = 1;
	}
	return argument;
}

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)context;
	CHECK(info->si_code == SEGV_ACCERR && info->si_addr == area);
	writer_stopped = 1;
	MUST(mprotect((char *)area, PAGE, PROT_READ | PROT_WRITE));
}

int main(void)
{
	pthread_t thread;
	volatile int faults = 0;

	begin(20);
	fault_catch();
	area = mmap(NULL, 9 * PAGE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	memset((char *)area, 1, 9 * PAGE);
	for (int i = 1; i < 9; i += 2)
		MUST(mprotect((char *)area + i * PAGE, PAGE, PROT_READ));
	for (volatile int i = 0; i < 9; i++)
		faults += FAULT(WRITE_BYTE(area + i * PAGE)) == SIGSEGV;
	MUST(mprotect((char *)area, 9 * PAGE, PROT_READ | PROT_WRITE));
	for (volatile int i = 0; i < 9; i++)
		CHECK(FAULT(WRITE_BYTE(area + i * PAGE)) == 0);
	printf("faults %d\n", faults);

	on(SIGSEGV, handler, 0);
	CHECK(pthread_create(&thread, NULL, write_always, NULL) == 0);
	while (!writing)
		sched_yield();
	MUST(mprotect((char *)area, PAGE,
		      PROT_READ)); /* the other processor must notice */
	pthread_join(thread, NULL);
	printf("thread stopped %d\n", writer_stopped);
	printf("hole: %s\n",
	       (munmap((char *)area + PAGE, PAGE),
		outcome(mprotect((char *)area, 9 * PAGE, PROT_READ))));
	return finish();
}
