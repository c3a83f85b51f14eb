// SPDX-License-Identifier: GPL-2.0-only
/* exec from a thread ends all the other threads and keeps the process number. */
#include "check.h"

static void *spin(void *argument)
{
	for (;;)
		asm volatile("");
	return argument;
}

static void *block(void *argument)
{
	pause();
	return argument;
}

static void *execute(void *argument)
{
	char pid[16];

	snprintf(pid, sizeof(pid), "%d", getpid());
	sleep_ms(20);
	execl("/proc/self/exe", (char *)argument, pid, NULL);
	_exit(1);
}

int main(int argc, char **argv)
{
	pthread_t thread;

	begin(20);
	if (argc > 1) {
		CHECK(atoi(argv[1]) == getpid() && getpid() == gettid());
		printf("alone again\n");
		return finish();
	}
	for (int i = 0; i < 4; i++)
		CHECK(pthread_create(&thread, NULL, i % 2 ? spin : block,
				     NULL) == 0);
	CHECK(pthread_create(&thread, NULL, execute, argv[0]) == 0);
	pthread_join(thread, NULL);
	return 1;
}
