// SPDX-License-Identifier: GPL-2.0-only
/*
 * An ordinary C program that says where it is: in which ring of the processor
 * it runs, its arguments, and where its text, data, heap and stack are.
 * Linked by ukl-link it is in ring 0 with its text in the kernel's.
 */
#include <stdio.h>
#include <stdlib.h>

static int data = 1;
static const char constant[] = "constant";

static int ring(void)
{
	unsigned short cs;

	/* the low two bits of the code segment are the privilege level */
	__asm__("mov %%cs, %0" : "=r"(cs));
	return cs & 3;
}

int main(int argc, char **argv)
{
	int automatic = 0;
	void *heap = malloc(16);

	printf("Hello from ring %d.\n", ring());
	for (int i = 0; i < argc; i++)
		printf("argument %d: %s\n", i, argv[i]);
	printf("text     %016lx\n", (unsigned long)main);
	printf("constant %016lx\n", (unsigned long)constant);
	printf("data     %016lx\n", (unsigned long)&data);
	printf("heap     %016lx\n", (unsigned long)heap);
	printf("stack    %016lx\n", (unsigned long)&automatic);
	free(heap);
	return 0;
}
