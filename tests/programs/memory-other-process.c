// SPDX-License-Identifier: GPL-2.0-only
/* process_vm_readv and process_vm_writev reach a child; bad addresses do not. */
#include "check.h"
#include <sys/uio.h>

static char value[16] = "original";

int main(void)
{
	char buffer[16] = "";
	struct iovec here = { buffer, 16 }, there = { value, 16 };
	int ends[2], back[2];
	pid_t pid;

	begin(20);
	MUST(pipe(ends));
	MUST(pipe(back));
	pid = child();
	if (pid == 0) {
		strcpy(value, "child's");
		MUST(write(back[1], "x", 1));
		MUST(read(ends[0], buffer, 1));
		printf("child has %s\n", value);
		_exit(0);
	}
	MUST(read(back[0], buffer, 1));
	CHECK(process_vm_readv(pid, &here, 1, &there, 1, 0) == 16);
	printf("read %s, here %s\n", buffer, value);
	strcpy(buffer, "written");
	CHECK(process_vm_writev(pid, &here, 1, &there, 1, 0) == 16);
	there.iov_base = NULL;
	printf("null: %s\n",
	       outcome(process_vm_readv(pid, &here, 1, &there, 1, 0)));
	there.iov_base = (void *)0xffffffff81000000ul;
	printf("kernel: %s\n",
	       outcome(process_vm_readv(pid, &here, 1, &there, 1, 0)));
	MUST(write(ends[1], "x", 1));
	printf("%s\n", fate(reap(pid)));
	return finish();
}
