// SPDX-License-Identifier: GPL-2.0-only
/*
 * One process changes where a path leads, others look it up all the time: a
 * lookup that nothing changed during must see the last change.
 */
/* libs: -pthread */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIR "/tmp/path-races"
#define NAME DIR "/a/b/file"

enum { LOOKERS = 2, ROUNDS = 150 };

/* Odd while something changes. The result that is right: a size, or -errno. */
static atomic_uint changes;
static atomic_int expected;
static atomic_uint checked, wrong;
static atomic_bool end;

static int look(bool by_open)
{
	struct stat status;
	int fd, result;

	if (!by_open)
		return stat(NAME, &status) ? -errno : (int)status.st_size;
	fd = open(NAME, O_RDONLY);
	if (fd < 0)
		return -errno;
	result = fstat(fd, &status) ? -errno : (int)status.st_size;
	close(fd);
	return result;
}

static void *looker(void *arg)
{
	bool by_open = arg;

	while (!end) {
		unsigned int before = changes;
		int right = expected, result = look(by_open);

		if (before & 1 || changes != before)
			continue;
		checked++;
		if (result != right) {
			wrong++;
			printf("%s after change %u: %d, not %d\n",
			       by_open ? "open" : "stat", before / 2, result,
			       right);
		}
	}
	return NULL;
}

static void make(const char *path, int size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	if (fd < 0 || ftruncate(fd, size))
		printf("cannot make %s: %s\n", path, strerror(errno));
	close(fd);
}

static void must(int result, const char *what)
{
	if (result)
		printf("%s: %s\n", what, strerror(errno));
}

static void begin(void)
{
	changes++;
}

/* Gives the lookers a moment, so that they know the path when it changes next. */
static void done(int right)
{
	unsigned int had;

	expected = right;
	had = checked;
	changes++;
	for (int i = 0; i < 10000 && checked - had < 4; i++)
		sched_yield();
}

static void change(int round)
{
	begin();
	make(NAME, round + 1);
	done(round + 1);

	begin();
	make(DIR "/other/b/file", round + 1001);
	must(renameat2(AT_FDCWD, DIR "/a", AT_FDCWD, DIR "/other",
		       RENAME_EXCHANGE),
	     "exchange");
	done(round + 1001);

	begin();
	must(rename(DIR "/other/b/file", NAME), "rename");
	done(round + 1);

	begin();
	must(unlink(NAME), "unlink");
	done(-ENOENT);

	begin();
	make(NAME, round + 3001);
	done(round + 3001);

	begin();
	must(rename(DIR "/a/b", DIR "/b"), "rename");
	done(-ENOENT);

	begin();
	must(rename(DIR "/b", DIR "/a/b"), "rename");
	done(round + 3001);

	begin();
	must(mount("none", DIR "/a", "tmpfs", 0, NULL), "mount");
	done(-ENOENT);

	begin();
	must(umount2(DIR "/a", MNT_DETACH), "umount");
	done(round + 3001);
}

int main(void)
{
	pthread_t threads[LOOKERS];

	must(system("rm -rf " DIR), "rm");
	must(mkdir(DIR, 0755), "mkdir");
	must(mkdir(DIR "/a", 0755), "mkdir");
	must(mkdir(DIR "/a/b", 0755), "mkdir");
	must(mkdir(DIR "/other", 0755), "mkdir");
	must(mkdir(DIR "/other/b", 0755), "mkdir");
	begin();
	done(-ENOENT);
	for (size_t i = 0; i < LOOKERS; i++)
		pthread_create(&threads[i], NULL, looker, i % 2 ? "" : NULL);
	for (int round = 0; round < ROUNDS; round++)
		change(round);
	end = true;
	for (int i = 0; i < LOOKERS; i++)
		pthread_join(threads[i], NULL);
	must(system("rm -rf " DIR), "rm");
	printf("%s lookups, %s wrong\n", checked > 1000 ? "many" : "few",
	       wrong ? "some" : "none");
	return 0;
}
