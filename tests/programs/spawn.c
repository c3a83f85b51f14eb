// SPDX-License-Identifier: GPL-2.0-only
/* posix_spawn with file actions, attributes and an environment. */
#include "check.h"
#include <spawn.h>

int main(int argc, char **argv)
{
	char *again[] = { argv[0], (char *)"again", NULL };
	char *shell[] = { (char *)"sh", (char *)"-c",
			  (char *)"echo $WORD; exit 3", NULL };
	char *environment[] = { (char *)"WORD=from a shell", NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	char line[64] = "";
	int ends[2];
	sigset_t set;
	pid_t pid;

	begin(20);
	if (argc > 1) {
		sigprocmask(SIG_SETMASK, NULL, &set);
		return printf("blocked %d, group %d\n",
			      sigismember(&set, SIGUSR2),
			      getpgrp() == getpid()) > 0 ?
			       9 :
			       1;
	}
	MUST(pipe(ends));
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
	posix_spawn_file_actions_addclose(&actions, ends[0]);
	posix_spawnattr_init(&attributes);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	posix_spawnattr_setsigmask(&attributes, &set);
	posix_spawnattr_setpgroup(&attributes, 0);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK |
						      POSIX_SPAWN_SETPGROUP);

	CHECK(posix_spawn(&pid, "/proc/self/exe", &actions, &attributes, again,
			  environ) == 0);
	printf("%s\n", fate(reap(pid)));
	MUST(read(ends[0], line, sizeof(line) - 1));
	printf("it said: %s", line);
	memset(line, 0, sizeof(line));
	CHECK(posix_spawnp(&pid, "sh", &actions, NULL, shell, environment) ==
	      0);
	printf("%s\n", fate(reap(pid)));
	MUST(read(ends[0], line, sizeof(line) - 1));
	printf("it said: %s", line);
	printf("missing: %s\n", errname(posix_spawn(&pid, "/nonexistent", NULL,
						    NULL, again, environ)));
	return finish();
}
