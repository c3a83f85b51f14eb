// SPDX-License-Identifier: GPL-2.0-only
/* SIGBUS past the end of a mapped file. */
#include "fault.h"

int main(void)
{
	char path[] = "/tmp/fault-bus.XXXXXX";
	char *map;
	int fd;

	begin(20);
	fault_catch();
	fd = (int)MUST(mkstemp(path));
	MUST(unlink(path));
	MUST(ftruncate(fd, 4096));
	map = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	CHECK(map != MAP_FAILED);
	FAULT(WRITE_BYTE(map + 4095));
	fault_print("last byte", map + 4095);
	CHECK(FAULT(READ_BYTE(map + 4096)) == SIGBUS);
	CHECK(fault_info.si_code == BUS_ADRERR);
	fault_print("past the end", map + 4096);
	MUST(ftruncate(fd, 0));
	FAULT(WRITE_BYTE(map));
	fault_print("after truncation", map);
	printf("read into it: %s\n",
	       outcome(pread((int)MUST(open("/proc/self/exe", O_RDONLY)), map,
			     10, 0)));
	return finish();
}
