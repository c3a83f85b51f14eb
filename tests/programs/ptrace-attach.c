// SPDX-License-Identifier: GPL-2.0-only
/* A tracer attaches to a busy and to a sleeping process, and lets go again. */
#include "ptrace.h"
#include "task-state.h"

static void attach(const char *path, const char *mode)
{
	pid_t pid = target_start(path, mode, 0);

	if (!strcmp(mode, "pause"))
		wait_asleep(pid, pid);
	else
		sleep_ms(50); /* into its loop */
	for (int i = 0; i < 10; i++) {
		struct user_regs_struct registers;

		if (i % 2) {
			MUST(ptrace(PTRACE_SEIZE, pid, NULL, NULL));
			MUST(ptrace(PTRACE_INTERRUPT, pid, NULL, NULL));
		} else {
			MUST(ptrace(PTRACE_ATTACH, pid, NULL, NULL));
		}
		if (i < 2)
			printf("%s\n", next_stop(pid));
		else
			(void)next_stop(pid);
		registers = registers_of(pid);
		CHECK(registers.rip != 0 && registers.rsp != 0);
		if (!strcmp(mode, "pause"))
			CHECK(registers.orig_rax == SYS_pause);
		MUST(ptrace(PTRACE_DETACH, pid, NULL, NULL));
		sleep_ms(2);
	}
	target_kill(pid);
}

int main(int argc, char **argv)
{
	begin(30);
	(void)argc;
	EACH_TARGET(path)
	{
		attach(path, "loop");
		printf("busy done, ring %d\n", target.ring);
		attach(path, "pause");
	}
	return finish();
}
