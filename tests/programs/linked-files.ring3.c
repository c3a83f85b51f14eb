// SPDX-License-Identifier: GPL-2.0-only
/* Root cannot change the files of linked programs either. */
#include "linked-file.h"

int main(void)
{
	struct stat status;
	char *map;
	int fd;

	begin(30);
	MUST(stat(LINKED, &status));
	CHECK((status.st_mode & 07777) == 0700 && status.st_uid == 0 &&
	      S_ISREG(status.st_mode));
	CHECK(open(LINKED, O_WRONLY) == -1);
	CHECK(open(LINKED, O_RDWR) == -1);
	CHECK(open(LINKED, O_WRONLY | O_TRUNC) == -1);
	CHECK(truncate(LINKED, 0) == -1);
	CHECK(unlink(LINKED) == -1);
	CHECK(rename(LINKED, "/ukl/other") == -1);
	CHECK(rename("/tmp/run.sh", LINKED) == -1);
	CHECK(link(LINKED, "/ukl/other") == -1);
	CHECK(symlink(LINKED, "/ukl/other") == -1);
	CHECK(open("/ukl/new", O_CREAT | O_WRONLY, 0700) == -1);
	CHECK(mkdir("/ukl/new", 0700) == -1);
	fd = (int)MUST(open(LINKED, O_RDONLY));
	CHECK(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) ==
	      MAP_FAILED);
	map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	CHECK(map != MAP_FAILED);
	map[0] = 'x'; /* a private copy */
	linked_read();
	return finish();
}
