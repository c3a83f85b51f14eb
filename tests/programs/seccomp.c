// SPDX-License-Identifier: GPL-2.0-only
/* A seccomp filter refuses a call with an error, a signal, or the end. */
#include "check.h"
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>

#ifndef SYS_SECCOMP
#define SYS_SECCOMP 1
#endif

static volatile int trapped_call, trapped_arch;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)context;
	trapped_call = info->si_syscall;
	trapped_arch = info->si_arch == AUDIT_ARCH_X86_64 &&
		       info->si_code == SYS_SECCOMP;
}

int main(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EDOM),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getpgid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP | 7),
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
	printf("error: %s\n", outcome(syscall(SYS_getppid)));
	syscall(SYS_getpgid, 0);
	printf("trapped getpgid %d, as told %d\n", trapped_call == SYS_getpgid,
	       trapped_arch);
	pid = child();
	if (pid == 0) {
		MUST(prctl(PR_SET_DUMPABLE, 0));
		syscall(SYS_getsid, 0);
		_exit(0);
	}
	printf("%s\n", fate(reap(pid)));
	return finish();
}
