// SPDX-License-Identifier: GPL-2.0-only
/* execve through the gate replaces the program, or fails and returns. */
#include "gate.h"

int main(int argc, char **argv)
{
	char *again[] = { argv[0], (char *)"again", NULL };
	char *shell[] = { (char *)"sh", (char *)"-c",
			  (char *)"echo shell; exit 5", NULL };
	pid_t pid;

	begin(20);
	if (argc > 1) {
		printf("again\n");
		return 4;
	}
	printf("missing %s\n",
	       gate_outcome(gate(SYS_execve, "/nonexistent", again, environ)));
	printf("null %s\n",
	       gate_outcome(gate(SYS_execve, NULL, again, environ)));
	for (int i = 0; i < 2; i++) {
		pid = child();
		if (pid == 0) {
			if (i)
				gate(SYS_execve, "/proc/self/exe", again,
				     environ);
			else
				gate(SYS_execve, "/bin/sh", shell, environ);
			_exit(99);
		}
		printf("%s\n", fate(reap(pid)));
	}
	return finish();
}
