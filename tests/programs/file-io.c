// SPDX-License-Identifier: GPL-2.0-only
/* Files: positions, vectors, holes, locks, rename, directories. */
#include "check.h"
#include <dirent.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>

int main(void)
{
	char directory[] = "/tmp/file-io.XXXXXX";
	char first[6] = "", second[6] = "", byte = 'x';
	struct iovec in[] = { { (char *)"hello", 5 }, { (char *)"world", 5 } };
	struct iovec out[] = { { first, 5 }, { second, 5 } };
	struct dirent *entry;
	struct stat status;
	int fd, entries = 0;
	DIR *open_directory;
	pid_t pid;

	begin(20);
	CHECK(mkdtemp(directory) != NULL);
	MUST(chdir(directory));
	fd = (int)MUST(open("file", O_RDWR | O_CREAT | O_EXCL, 0640));
	printf("again: %s\n", outcome(open("file", O_CREAT | O_EXCL, 0640)));
	CHECK(writev(fd, in, 2) == 10);
	CHECK(preadv(fd, out, 2, 0) == 10);
	printf("%s %s\n", first, second);
	CHECK(pwrite(fd, "end", 3, 100000) == 3);
	MUST(fstat(fd, &status));
	printf("size %ld, mode %o\n", status.st_size, status.st_mode & 07777);
	CHECK(pread(fd, &byte, 1, 5000) == 1 && byte == 0);
	CHECK(lseek(fd, -3, SEEK_END) == 100000);
	MUST(flock(fd, LOCK_EX));
	pid = child();
	if (pid == 0) {
		int other = (int)MUST(open("file", O_RDWR));

		printf("locked: %s\n",
		       outcome(flock(other, LOCK_EX | LOCK_NB)));
		printf("record: %s\n", outcome(lockf(other, F_TLOCK, 10)));
		_exit(0);
	}
	CHECK(reap(pid) == 0);
	MUST(rename("file", "renamed"));
	MUST(symlink("renamed", "link"));
	MUST(mkdir("sub", 0700));
	open_directory = opendir(".");
	while ((entry = readdir(open_directory)))
		entries++;
	printf("entries %d, rmdir: %s\n", entries, outcome(rmdir(directory)));
	MUST(unlink("link"));
	MUST(unlink("renamed"));
	MUST(rmdir("sub"));
	MUST(rmdir(directory));
	return finish();
}
