// SPDX-License-Identifier: GPL-2.0-only
/* A program runs a ring-3 shell, which runs the program again. */
#include "check.h"

int main(int argc, char **argv)
{
	char command[256];
	char line[64] = "";
	FILE *output;

	begin(20);
	if (argc > 1) {
		printf("%s %s\n", argv[1], getenv("WORD"));
		return 4;
	}
	snprintf(command, sizeof(command),
		 "WORD=through '%s' again | { read a b; echo \"$b $a\"; }",
		 argv[0]);
	printf("%s\n", fate(system(command)));
	snprintf(command, sizeof(command), "WORD=x '%s' status", argv[0]);
	printf("%s\n", fate(system(command)));
	output = popen("echo from the shell; exit 6", "r");
	CHECK(output != NULL && fgets(line, sizeof(line), output) != NULL);
	printf("%s%s\n", line, fate(pclose(output)));
	fflush(stdout);
	execl("/bin/sh", "sh", "-c", "echo the shell instead; exit 0", NULL);
	return 1;
}
