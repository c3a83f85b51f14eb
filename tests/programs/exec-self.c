// SPDX-License-Identifier: GPL-2.0-only
/* A program executes itself with arguments and an environment. */
#include "check.h"

static int data = 1;

int main(int argc, char **argv)
{
	char *again[] = { argv[0], (char *)"one", (char *)"",
			  (char *)"three words here", NULL };
	char *environment[] = { (char *)"COLOUR=red", (char *)"EMPTY=", NULL };
	char number[16];
	int rounds = getenv("ROUND") ? atoi(getenv("ROUND")) : 0;

	begin(20);
	CHECK(data == 1);
	data = 2;
	if (argc == 1) {
		execve("/proc/self/exe", again, environment);
		return 1;
	}
	if (rounds == 0) {
		for (int i = 1; i < argc; i++)
			printf("[%s]", argv[i]);
		for (char **entry = environ; *entry; entry++)
			printf("[%s]", *entry);
		printf("\n");
	}
	if (rounds == 50) {
		printf("round %d\n", rounds);
		return finish();
	}
	snprintf(number, sizeof(number), "%d", rounds + 1);
	setenv("ROUND", number, 1);
	execv("/proc/self/exe", argv);
	return 1;
}
