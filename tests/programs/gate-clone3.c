// SPDX-License-Identifier: GPL-2.0-only
/* clone3 through the gate forks; with bad arguments it fails. */
#include "gate.h"
#include <linux/sched.h>

int main(void)
{
	struct clone_args arguments = { .exit_signal = SIGCHLD };
	struct clone_args wrong = { .exit_signal = SIGCHLD,
				    .stack_size = 4096 };
	int good = 0;

	begin(20);
	for (int i = 0; i < 50; i++) {
		long pid = gate(SYS_clone3, &arguments, sizeof(arguments));

		if (pid == 0)
			gate(SYS_exit_group, i);
		good += WEXITSTATUS(reap((pid_t)pid)) == i;
	}
	printf("good %d, %s, %s\n", good,
	       gate_outcome(gate(SYS_clone3, &wrong, sizeof(wrong))),
	       gate_outcome(gate(SYS_clone3, 8, sizeof(wrong))));
	return finish();
}
