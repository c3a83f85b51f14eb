// SPDX-License-Identifier: GPL-2.0-only
/* A seccomp filter sees the calls made through the gate. */
#include "gate.h"
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <ucontext.h>

static volatile int trapped;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	trapped = info->si_syscall;
	((ucontext_t *)context)->uc_mcontext.gregs[REG_RAX] = 4711;
}

int main(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EDOM),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getpgid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getsid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(filter) / sizeof(filter[0]),
				      filter };
	pid_t pid;

	begin(20);
	on(SIGSYS, handler, 0);
	MUST(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	MUST(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program));
	printf("error: %s\n", gate_outcome(gate(SYS_getppid)));
	printf("trap: the handler's %ld, ", gate(SYS_getpgid, 0));
	printf("getpgid %d\n", trapped == SYS_getpgid);
	pid = child();
	if (pid == 0) {
		MUST(prctl(PR_SET_DUMPABLE, 0));
		gate(SYS_getsid, 0);
		_exit(0);
	}
	printf("%s\n", fate(reap(pid)));
	return finish();
}
