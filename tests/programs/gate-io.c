// SPDX-License-Identifier: GPL-2.0-only
/* Read, write and their errors through the gate. */
#include "gate.h"
#include <sys/uio.h>

int main(void)
{
	char path[] = "/tmp/gate-io.XXXXXX";
	char text[32] = "";
	struct iovec vectors[2] = { { text, 5 }, { text + 10, 5 } };
	long fd, ends[1];

	begin(20);
	MUST(close((int)MUST(mkstemp(path))));
	fd = gate(SYS_openat, AT_FDCWD, path, O_RDWR);
	CHECK(fd >= 0);
	CHECK(gate(SYS_write, fd, "hello world", 11) == 11);
	CHECK(gate(SYS_lseek, fd, 6, SEEK_SET) == 6);
	CHECK(gate(SYS_read, fd, text, sizeof(text)) == 5);
	printf("%s\n", text);
	CHECK(gate(SYS_pread64, fd, text, 5, 0) == 5);
	printf("%s\n", text);
	CHECK(gate(SYS_preadv, fd, vectors, 2, 0, 0) == 10);
	printf("%.5s,%.5s\n", text, text + 10);
	CHECK(gate(SYS_pipe2, ends, O_NONBLOCK) == 0);
	printf("empty pipe %s\n",
	       gate_outcome(gate(SYS_read, (int)ends[0], text, 1)));
	printf("bad descriptor %s\n",
	       gate_outcome(gate(SYS_read, -1, text, 1)));
	printf("null %s\n", gate_outcome(gate(SYS_pread64, fd, NULL, 1, 0)));
	printf("kernel address %s\n",
	       gate_outcome(gate(SYS_pread64, fd, 0xffff800000001000ul, 1, 0)));
	printf("kernel text %s\n",
	       gate_outcome(gate(SYS_write, fd, 0xffffffff81000000ul, 1)));
	printf("unlink %s\n", gate_outcome(gate(SYS_unlink, path)));
	printf("again %s\n", gate_outcome(gate(SYS_unlink, path)));
	printf("close %s\n", gate_outcome(gate(SYS_close, fd)));
	return finish();
}
