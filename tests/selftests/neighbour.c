// SPDX-License-Identifier: GPL-2.0-only
/* The linked program that the tests run beside: it keeps making calls, and has data to lose. */
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static volatile unsigned long data[1024];

int main(void)
{
	const struct timespec moment = { .tv_nsec = 1000000 };

	alarm(300);
	for (unsigned long n = 1;; n++) {
		for (int i = 0; i < 1024; i++)
			data[i] = n;
		nanosleep(&moment, NULL);
		for (int i = 0; i < 1024; i++)
			if (data[i] != n || getppid() <= 0)
				return 1;
	}
}
