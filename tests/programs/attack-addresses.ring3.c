// SPDX-License-Identifier: GPL-2.0-only
/* Attack: addresses in the kernel's half, wherever a process may tell the kernel an address. */
#include "attack.h"
#include <linux/futex.h>
#include <linux/sched.h>
#include <sys/rseq.h>
#include <sys/uio.h>

#ifndef PR_SET_SYSCALL_USER_DISPATCH
#define PR_SET_SYSCALL_USER_DISPATCH 59
#endif

static unsigned long target;
static int ends[2];

/* The handler, or where it returns to, is in the kernel */
static void as_handler(void *restorer)
{
	struct {
		unsigned long handler, flags, restorer, mask;
	} action = { target, 0x04000000 /* SA_RESTORER */, target, 0 };

	if (restorer)
		action.handler = (unsigned long)restorer;
	syscall(SYS_rt_sigaction, SIGUSR1, &action, NULL, 8);
	raise(SIGUSR1);
	_exit(0);
}

static void returns(int signo)
{
	(void)signo;
}

/* Nothing may be read from there or written there, and nothing be mapped */
static void as_argument(void *unused)
{
	void *there = (void *)target;
	struct iovec vector = { there, 16 };
	char byte = 'x';

	(void)unused;
	MUST(write(ends[1], &byte, 1));
	attack_expect(write(ends[1], there, 16) == -1, "write");
	attack_expect(writev(ends[1], &vector, 1) == -1, "writev");
	attack_expect(read(ends[0], there, 1) == -1, "read");
	attack_expect(readv(ends[0], &vector, 1) == -1, "readv");
	attack_expect(vmsplice(ends[1], &vector, 1, 0) == -1, "vmsplice");
	attack_expect(syscall(SYS_getcwd, there, 64) == -1, "getcwd");
	attack_expect(syscall(SYS_clock_gettime, 0, there) == -1,
		      "clock_gettime");
	attack_expect(syscall(SYS_rt_sigprocmask, 0, there, NULL, 8) == -1,
		      "rt_sigprocmask");
	attack_expect(syscall(SYS_futex, there, FUTEX_WAKE_OP, 1, 1, there,
			      FUTEX_OP(FUTEX_OP_SET, 1, 0, 0)) == -1,
		      "futex");
	attack_expect(syscall(SYS_arch_prctl, 0x1001, there) == -1,
		      "arch_prctl(ARCH_SET_GS)");
	attack_expect(syscall(SYS_arch_prctl, 0x1002, there) == -1,
		      "arch_prctl(ARCH_SET_FS)");
	attack_expect(process_vm_readv(getpid(), &vector, 1, &vector, 1, 0) ==
			      -1,
		      "process_vm_readv");
	attack_expect(prctl(PR_SET_SYSCALL_USER_DISPATCH, 1, target, 4096,
			    there) == -1,
		      "syscall user dispatch");
	attack_expect(mmap(there, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
			   0) == MAP_FAILED,
		      "mmap");
	attack_expect(mprotect((void *)(target & ~4095ul), 4096,
			       PROT_READ | PROT_WRITE | PROT_EXEC) == -1,
		      "mprotect");
	attack_expect(execve(there, there, there) == -1, "execve");
}

/* A thread that begins there, with its stack and its TLS there, too */
static void as_thread(void *unused)
{
	struct clone_args arguments = {
		.flags = CLONE_VM | CLONE_SETTLS | CLONE_PARENT_SETTID,
		.stack = target & ~0xfful,
		.stack_size = 256,
		.tls = target,
		.parent_tid = target,
		.exit_signal = SIGCHLD,
	};
	long pid;

	(void)unused;
	/* A parent_tid that cannot be written is no error of Linux' */
	pid = syscall(SYS_clone3, &arguments, sizeof(arguments));
	if (pid == 0)
		asm volatile("hlt");
	if (pid > 0)
		attack_expect(WIFSIGNALED(reap((pid_t)pid)), "clone3");
	else
		attack_expect(1, "clone3");
}

/* A restartable sequence that is aborted to the kernel's half */
static void as_sequence(void *unused)
{
	static struct {
		unsigned int version, flags;
		unsigned long start, length, abort;
	} section __attribute__((aligned(32)));
	static struct {
		unsigned int cpu_id_start, cpu_id;
		unsigned long section;
		unsigned int flags, node_id, mm_cid, padding;
	} area __attribute__((aligned(32)));

	(void)unused;
	section.start = 0x1000;
	section.length = 0x7fffffffe000;
	section.abort = target;
	/* libc's own goes first */
	syscall(SYS_rseq, (char *)__builtin_thread_pointer() + __rseq_offset,
		32, 1, 0x53053053);
	on(SIGUSR1, (handler_fn)(void *)returns, 0);
	if (syscall(SYS_rseq, &area, sizeof(area), 0, 0x53053053) == -1)
		raise(SIGKILL);
	area.section = (unsigned long)&section;
	raise(SIGUSR1);
}

static void in_child(void (*code)(void *), void *argument, const char *what)
{
	pid_t pid = child();
	int status;

	if (pid == 0) {
		code(argument);
		_exit(0);
	}
	status = reap(pid);
	attack_expect(WIFSIGNALED(status), what);
}

int main(void)
{
	unsigned long fixed;

	attack_begin(60);
	attack_find_targets();
	attack_as_nobody();
	MUST(prctl(PR_SET_DUMPABLE, 0));
	MUST(pipe(ends));
	fixed = attack_targets.nr;
	for (unsigned long n = fixed + attack_count(10); n; n--) {
		target = attack_random() | 1ul << 63;
		if (n <= fixed)
			target = attack_targets.address[n - 1];
		/* 0 and the edge are no addresses of the kernel's */
		if (target & 1ul << 63)
			as_argument(NULL);
		if (target == 0)
			continue;
		in_child(as_handler, NULL, "a handler");
		in_child(as_handler, (void *)returns, "a restorer");
		in_child(as_sequence, NULL, "a restartable sequence");
		as_thread(NULL);
	}
	return attack_finish();
}
