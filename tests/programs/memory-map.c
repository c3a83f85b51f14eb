// SPDX-License-Identifier: GPL-2.0-only
/* mmap: anonymous, at a fixed address, of a file, private and shared, and refused. */
#include "check.h"

#define PAGE 4096

int main(void)
{
	char path[] = "/tmp/memory-map.XXXXXX";
	char *map, *fixed, text[8] = "";
	int fd;

	begin(20);
	map = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(map != MAP_FAILED && map[0] == 0 && map[4 * PAGE - 1] == 0);
	memset(map, 1, 4 * PAGE);
	fixed = mmap(map + PAGE, PAGE, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	CHECK(fixed == map + PAGE && fixed[0] == 0 && map[0] == 1 &&
	      map[2 * PAGE] == 1);
	CHECK(mmap(map, PAGE, PROT_READ,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1,
		   0) == MAP_FAILED &&
	      errno == EEXIST);

	fd = (int)MUST(mkstemp(path));
	MUST(unlink(path));
	MUST(ftruncate(fd, 2 * PAGE));
	MUST(pwrite(fd, "before", 7, PAGE));
	map = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, PAGE);
	strcpy(map, "mine");
	MUST(pread(fd, text, 7, PAGE));
	printf("private: file %s, memory %s\n", text, map);
	fixed = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, PAGE);
	strcpy(fixed, "shared");
	MUST(msync(fixed, PAGE, MS_SYNC));
	MUST(pread(fd, text, 7, PAGE));
	printf("shared: file %s\n", text);

	map = mmap((void *)0xffff800000001000ul, PAGE, PROT_READ,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	printf("in the kernel half: %s\n",
	       map == MAP_FAILED ? errname(errno) : "mapped");
	map = mmap((void *)0xffffffff81000000ul, PAGE, PROT_READ,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	printf("over the kernel: %s\n",
	       map == MAP_FAILED ? errname(errno) : "mapped");
	printf("unmap the kernel: %s\n",
	       outcome(munmap((void *)0xffffffff81000000ul, PAGE)));
	printf("no size: %s\n",
	       mmap(NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
			       MAP_FAILED ?
		       errname(errno) :
		       "mapped");
	return finish();
}
