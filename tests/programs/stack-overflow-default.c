// SPDX-License-Identifier: GPL-2.0-only
/* Running out of stack without a handler is SIGSEGV, also in a thread. */
/* cflags: -Wno-infinite-recursion */
#include "check.h"
#include <sys/resource.h>

static __attribute__((noinline)) int descend(int depth)
{
	volatile char frame[1000];

	frame[0] = (char)depth;
	return descend(depth + 1) + frame[0];
}

static void *work(void *argument)
{
	return (void *)(long)descend((int)(long)argument);
}

int main(void)
{
	struct rlimit limit = { 1 << 20, 1 << 20 };

	begin(20);
	for (int in_thread = 0; in_thread < 2; in_thread++) {
		pid_t pid = child();

		if (pid == 0) {
			pthread_t thread;

			MUST(prctl(PR_SET_DUMPABLE, 0));
			MUST(setrlimit(RLIMIT_STACK, &limit));
			if (!in_thread)
				_exit(descend(0));
			CHECK(pthread_create(&thread, NULL, work, NULL) == 0);
			pthread_join(thread, NULL);
			_exit(0);
		}
		printf("%s\n", fate(reap(pid)));
	}
	return finish();
}
