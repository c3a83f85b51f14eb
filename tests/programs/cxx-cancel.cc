// SPDX-License-Identifier: GPL-2.0-only
/* Cancelling a thread unwinds its objects; an exception nobody catches aborts. */
/* libs: -lstdc++ -lm */
#include "check.h"
#include <stdexcept>

static int destroyed;

struct Guard {
	~Guard()
	{
		destroyed++;
	}
};

static void *wait_forever(void *argument)
{
	Guard first, second;

	for (;;)
		pause();
	return argument;
}

int main()
{
	pthread_t thread;
	void *result;
	pid_t pid;

	begin(30);
	pthread_create(&thread, nullptr, wait_forever, nullptr);
	sleep_ms(20);
	pthread_cancel(thread);
	pthread_join(thread, &result);
	printf("cancelled %d, destroyed %d\n", result == PTHREAD_CANCELED,
	       destroyed);
	pid = child();
	if (pid == 0) {
		prctl(PR_SET_DUMPABLE, 0);
		close(2);
		throw std::runtime_error("nobody");
	}
	printf("%s\n", fate(reap(pid)));
	return finish();
}
