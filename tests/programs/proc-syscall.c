// SPDX-License-Identifier: GPL-2.0-only
/* /proc/PID/syscall shows the call another process sleeps in, its arguments and where it is. */
#include "check.h"

extern char sleeping[];

int main(void)
{
	unsigned long number, arguments[6], stack, ip;
	char name[64], line[256];
	pid_t pid;
	FILE *file;

	begin(20);
	pid = child();
	if (pid == 0) {
		asm volatile("syscall\nsleeping:\n"
			     :
			     : "a"(SYS_pause), "D"(0x11), "S"(0x22), "d"(0x33)
			     : "rcx", "r11", "memory");
		_exit(1);
	}
	snprintf(name, sizeof(name), "/proc/%d/syscall", pid);
	do {
		sleep_ms(10);
		file = fopen(name, "re");
		CHECK(file != NULL && fgets(line, sizeof(line), file) != NULL);
		fclose(file);
	} while (sscanf(line, "%lu %lx %lx %lx %lx %lx %lx %lx %lx", &number,
			&arguments[0], &arguments[1], &arguments[2],
			&arguments[3], &arguments[4], &arguments[5], &stack,
			&ip) != 9);
	printf("call %lu(%lx, %lx, %lx), there %d\n", number, arguments[0],
	       arguments[1], arguments[2], ip == (unsigned long)sleeping);
	MUST(kill(pid, SIGKILL));
	printf("%s\n", fate(reap(pid)));
	return finish();
}
