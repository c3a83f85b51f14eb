// SPDX-License-Identifier: GPL-2.0-only
/* The process lives on when its main thread ends first. */
#include "check.h"

static pthread_t main_thread;

static void *outlive(void *argument)
{
	(void)argument;
	CHECK(pthread_join(main_thread, NULL) == 0);
	printf("after the main thread\n");
	exit(finish() ? 1 : 7);
}

int main(void)
{
	pid_t pid;

	begin(20);
	pid = child();
	if (pid == 0) {
		pthread_t thread;

		main_thread = pthread_self();
		CHECK(pthread_create(&thread, NULL, outlive, NULL) == 0);
		pthread_detach(thread);
		pthread_exit(NULL);
	}
	printf("%s\n", fate(reap(pid)));
	return finish();
}
