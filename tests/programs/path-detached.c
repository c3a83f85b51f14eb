// SPDX-License-Identifier: GPL-2.0-only
/* Lookups in a file system that goes away as soon as nobody stands in it. */
/* libs: -pthread */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define DIR "/tmp/path-detached"

enum { LOOKERS = 3, SECONDS = 6 };

static atomic_bool end;
static atomic_ulong found;

static void *look(void *arg)
{
	struct stat status;

	while (!end)
		if (!stat("file", &status))
			found++;
	return arg;
}

static void must(int result, const char *what)
{
	if (result < 0)
		printf("%s: %s\n", what, strerror(errno));
}

int main(void)
{
	time_t until = time(NULL) + SECONDS;
	pthread_t threads[LOOKERS];

	must(mkdir(DIR, 0755), "mkdir");
	for (int i = 0; i < LOOKERS; i++)
		pthread_create(&threads[i], NULL, look, NULL);
	while (time(NULL) < until) {
		must(mount("none", DIR, "tmpfs", 0, NULL), "mount");
		must(chdir(DIR), "chdir");
		close(open("file", O_CREAT | O_RDWR, 0644));
		must(umount2(DIR, MNT_DETACH), "umount");
		/* It goes with the working directory. */
		must(chdir("/"), "chdir");
	}
	end = true;
	for (int i = 0; i < LOOKERS; i++)
		pthread_join(threads[i], NULL);
	rmdir(DIR);
	printf("%s\n", found ? "found" : "never found");
	return 0;
}
