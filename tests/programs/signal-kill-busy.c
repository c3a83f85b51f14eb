// SPDX-License-Identifier: GPL-2.0-only
/* Signals end busy loops: in the program, in a system call loop, and asleep. */
#include "check.h"

static volatile unsigned long turns;

int main(void)
{
	static const int signals[] = { SIGKILL, SIGTERM, SIGINT };

	begin(20);
	for (int kind = 0; kind < 3; kind++) {
		for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]);
		     i++) {
			pid_t pid = child();

			if (pid == 0) {
				for (;;) {
					if (kind == 0)
						turns++;
					else if (kind == 1)
						getppid();
					else
						pause();
				}
			}
			sleep_ms(5);
			MUST(kill(pid, signals[i]));
			printf("%s\n", fate(reap(pid)));
		}
	}
	return finish();
}
