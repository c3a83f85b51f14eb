// SPDX-License-Identifier: GPL-2.0-only
/* A tracer sees calls made through the gate as it sees the instruction. */
#include "ptrace-calls.h"

int main(int argc, char **argv)
{
	begin(30);
	(void)argc;
	EACH_TARGET(path)
	{
		pid_t pid = target_start(path, "gate-calls", 1);

		printf("ring %d\n", target.ring);
		print_calls(pid);
	}
	return finish();
}
