/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a thread does. Who wants to disturb a call waits until it sleeps: a time
 * would be too short on one host, or with a kernel that checks itself.
 */
#ifndef TASK_STATE_H
#define TASK_STATE_H

#include "check.h"

/* R, S, T, Z ... as in /proc/PID/task/TID/stat */
static inline char task_state(pid_t pid, pid_t tid)
{
	char name[64], line[512], *end;
	ssize_t count;
	int fd;

	snprintf(name, sizeof(name), "/proc/%d/task/%d/stat", pid, tid);
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 'X';
	count = read(fd, line, sizeof(line) - 1);
	close(fd);
	if (count <= 0)
		return 'X';
	line[count] = '\0';
	end = strrchr(line, ')');
	return end && end[1] ? end[2] : 'X';
}

/* Until it sleeps in its call; not if it ends before */
static inline void wait_asleep(pid_t pid, pid_t tid)
{
	for (;;) {
		char state = task_state(pid, tid);

		if (state == 'S' || state == 'Z' || state == 'X')
			return;
		sleep_ms(1);
	}
}

#endif
