// SPDX-License-Identifier: GPL-2.0-only
/* Ends in the way that its argument names. Each function that dies has a name of its own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOINLINE __attribute__((noinline, noclone))
/* Nothing is called in the place of the caller */
#define STAY asm volatile("")

static NOINLINE void write_to(char *address)
{
	*(volatile char *)address = 1; /* here: write_to */
	STAY;
}

static NOINLINE void give_up(void)
{
	abort(); /* here: give_up */
	STAY;
}

static NOINLINE int dig(int depth)
{
	volatile char room[4096];

	room[0] = (char)depth;
	return depth < 0 ? 0 : dig(depth + 1) + room[0]; /* here: dig */
}

static NOINLINE void want_all_memory(void)
{
	for (;;)
		memset(malloc(1 << 20), 1, 1 << 20);
}

/* Ring 0 can do that: the data of this processor, which every entry of the kernel needs */
static NOINLINE void break_the_kernel(void)
{
	unsigned int low, high;
	char *data;

	asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(0xc0000101));
	data = (char *)((unsigned long)high << 32 | low);
	memset(data, 0xff, 65536);
}

/* One worker dies, another does its work */
static NOINLINE int serve(void)
{
	int status;

	for (int round = 0; round < 3; round++) {
		if (fork() == 0) {
			if (round == 1)
				write_to(NULL);
			_exit(round);
		}
		wait(&status);
		if (WIFSIGNALED(status))
			printf("worker %d: signal %d\n", round,
			       WTERMSIG(status));
		else
			printf("worker %d: %d\n", round, WEXITSTATUS(status));
	}
	return 0;
}

int main(int argc, char **argv)
{
	const char *way = argc > 1 ? argv[1] : "";

	printf("begin\n");
	fflush(stdout);
	if (!strcmp(way, "null"))
		write_to(NULL); /* here: main */
	if (!strcmp(way, "hole"))
		write_to((char *)0xffff800000001000);
	if (!strcmp(way, "kernel text"))
		write_to((char *)0xffffffff81000000);
	if (!strcmp(way, "own text"))
		write_to((char *)main);
	if (!strcmp(way, "abort"))
		give_up();
	if (!strcmp(way, "stack"))
		return dig(0);
	if (!strcmp(way, "memory"))
		want_all_memory();
	if (!strcmp(way, "break"))
		break_the_kernel();
	if (!strcmp(way, "workers"))
		return serve();
	if (!strcmp(way, "exit"))
		exit(3);
	return 0;
}
