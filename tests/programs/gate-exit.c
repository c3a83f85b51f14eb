// SPDX-License-Identifier: GPL-2.0-only
/* exit and exit_group through the gate, from the main and from another thread. */
#include "gate.h"

static void *end_process(void *argument)
{
	gate(SYS_exit_group, argument);
	return NULL;
}

static void *spin(void *argument)
{
	for (;;)
		gate(SYS_getppid);
	return argument;
}

int main(void)
{
	pthread_t thread;
	pid_t pid;

	begin(20);
	for (int kind = 0; kind < 4; kind++) {
		pid = child();
		if (pid == 0) {
			switch (kind) {
			case 0:
				gate(SYS_exit_group, 3);
				break;
			case 1:
				gate(SYS_exit, 4);
				break;
			case 2:
				pthread_create(&thread, NULL, spin, NULL);
				pthread_create(&thread, NULL, end_process,
					       (void *)5);
				spin(NULL);
				break;
			default:
				gate(SYS_kill, getpid(), SIGKILL);
			}
			_exit(99);
		}
		printf("%s\n", fate(reap(pid)));
	}
	return finish();
}
