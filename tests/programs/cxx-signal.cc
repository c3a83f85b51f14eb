// SPDX-License-Identifier: GPL-2.0-only
/* A handler throws, and the exception crosses the signal frame. */
/* cflags: -fnon-call-exceptions -fasynchronous-unwind-tables */
/* libs: -lstdc++ -lm */
#include "check.h"
#include <stdexcept>

static volatile int destroyed;

struct Guard {
	~Guard()
	{
		destroyed = destroyed + 1;
	}
};

static void handler(int signo, siginfo_t *, void *)
{
	throw std::runtime_error(signo == SIGSEGV ? "fault" : "other");
}

static __attribute__((noinline)) int touch(volatile int *address)
{
	Guard guard;

	return *address;
}

int main()
{
	int caught = 0;

	begin(30);
	on(SIGSEGV, handler, SA_NODEFER);
	for (long i = 0; i < 100; i++) {
		try {
			touch(reinterpret_cast<volatile int *>(i * 8));
		} catch (const std::runtime_error &error) {
			caught += !strcmp(error.what(), "fault");
		}
	}
	printf("caught %d, destroyed %d\n", caught, destroyed);
	return finish();
}
