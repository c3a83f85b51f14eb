// SPDX-License-Identifier: GPL-2.0-only
/* System calls write into pages not yet there, copy-on-write and read-only. */
#include "check.h"

#define PAGE 4096

static char bss[16 * PAGE];
static char data[4 * PAGE] = { 1 };
static const char constant[64] = "constant";

int main(void)
{
	int zero = (int)MUST(open("/dev/zero", O_RDONLY));
	int self = (int)MUST(open("/proc/self/exe", O_RDONLY));
	pid_t pid;

	begin(20);
	CHECK(read(self, bss + 100, 8 * PAGE) == 8 * PAGE);
	CHECK(memcmp(bss + 100, "\177ELF", 4) == 0);
	pid = child();
	if (pid == 0) {
		CHECK(read(zero, data, sizeof(data)) == sizeof(data));
		CHECK(data[0] == 0);
		_exit(finish());
	}
	printf("%s, here %d\n", fate(reap(pid)), data[0]);
	printf("constant: %s\n",
	       outcome(syscall(SYS_read, zero, constant, sizeof(constant))));
	printf("%s\n", constant);
	return finish();
}
