// SPDX-License-Identifier: GPL-2.0-only
/* All six arguments reach the kernel through the gate. */
#include "gate.h"
#include <linux/futex.h>
#include <poll.h>

int main(void)
{
	char path[] = "/tmp/gate-args.XXXXXX";
	struct timespec brief = { 0, 1000000 };
	loff_t from = 2, to = 1;
	int words[2] = { 5, 6 };
	sigset_t empty;
	struct {
		sigset_t *set;
		size_t size;
	} mask = { &empty, 8 };
	char *map;
	int fd;

	begin(20);
	fd = (int)MUST(mkstemp(path));
	MUST(unlink(path));
	MUST(pwrite(fd, "0123456789", 10, 4096));
	map = (char *)gate(SYS_mmap, NULL, 4096, PROT_READ | PROT_WRITE,
			   MAP_SHARED, fd, 4096);
	CHECK((uintptr_t)map < (uintptr_t)-4095);
	printf("mmap %.10s\n", map);
	printf("not on a page %s\n",
	       gate_outcome(gate(SYS_mmap, NULL, 4096, PROT_READ, MAP_SHARED,
				 fd, 1)));
	MUST(pwrite(fd, "abcdefgh", 8, 0));
	CHECK(gate(SYS_copy_file_range, fd, &from, fd, &to, 1, 0) == 1);
	printf("copied from %ld to %ld\n", (long)from, (long)to);
	printf("futex %s\n",
	       gate_outcome(gate(SYS_futex, &words[0], FUTEX_WAIT_BITSET, 4,
				 NULL, NULL, 1)));
	printf("requeue %ld\n", gate(SYS_futex, &words[0], FUTEX_CMP_REQUEUE, 1,
				     1, &words[1], 5));
	sigemptyset(&empty);
	printf("pselect %ld\n",
	       gate(SYS_pselect6, 0, NULL, NULL, NULL, &brief, &mask));
	mask.size = 3;
	printf("pselect %s\n", gate_outcome(gate(SYS_pselect6, 0, NULL, NULL,
						 NULL, &brief, &mask)));
	return finish();
}
