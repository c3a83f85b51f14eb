// SPDX-License-Identifier: GPL-2.0-only
/* Processes are killed at any moment of their start, their calls and their faults. */
#include "gate.h"

static void *work(void *argument)
{
	for (;;) {
		char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
				  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		page[0] = 1;
		page[4096] = (char)gate(SYS_getpid);
		munmap(page, 8192);
		sched_yield();
	}
	return argument;
}

int main(int argc, char **argv)
{
	unsigned int seed = 1;
	int killed = 0;

	begin(60);
	if (argc > 1) {
		pthread_t thread;

		pthread_create(&thread, NULL, work, NULL);
		pthread_create(&thread, NULL, work, NULL);
		if (argv[1][0] == 'v' && vfork() == 0)
			execl("/proc/self/exe", "kill-storm", "again", NULL);
		if (fork() == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			execl("/proc/self/exe", "kill-storm", "again", NULL);
		}
		work(NULL);
	}
	MUST(prctl(PR_SET_CHILD_SUBREAPER, 1));
	for (int i = 0; i < 60; i++) {
		struct timespec pause = { 0, 0 };
		pid_t pid = child();

		if (pid == 0) {
			setpgid(0, 0);
			execl("/proc/self/exe", argv[0],
			      i % 2 ? "vfork" : "first", NULL);
			_exit(99);
		}
		setpgid(pid, pid);
		seed = seed * 1103515245u + 12345u;
		pause.tv_nsec = seed % 8000000;
		nanosleep(&pause, NULL);
		MUST(kill(-pid, SIGKILL));
		killed += WTERMSIG(reap(pid)) == SIGKILL;
		while (waitpid(-1, NULL, 0) > 0)
			;
	}
	printf("killed %d\n", killed);
	return finish();
}
