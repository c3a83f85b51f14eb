// SPDX-License-Identifier: GPL-2.0-only
/* The program that the tests of ptrace and of security look at from outside. */
#include "gate.h"
#include "ptrace.h"

#define NOBODY 65534

volatile long target_global;
extern char target_loop_start[], target_loop_end[];

/* Counts for ever, in a loop whose addresses the tracer knows */
void target_loop(void) __attribute__((noreturn));
asm(".text\n"
    "target_loop:\n"
    "xor %eax, %eax\n"
    "target_loop_start:\n"
    "inc %rax\n"
    "mov %rax, target_global(%rip)\n"
    "nop\n"
    "mov $5, %ecx\n"
    "1: dec %ecx\n"
    "jnz 1b\n"
    "jmp target_loop_start\n"
    "target_loop_end:\n"
    "nop\n");

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)context;
	target_global += info->si_code == SI_TKILL ? 1 : 10;
}

static void calls_by_instruction(void)
{
	syscall(SYS_getuid);
	syscall(SYS_getppid);
	syscall(SYS_close, -1);
	syscall(SYS_lseek, 77, 1234, SEEK_SET);
	if (syscall(SYS_getpgid, 0) == 4711)
		_exit(47);
	_exit(6);
}

static void calls_by_gate(void)
{
	gate(SYS_getuid);
	gate(SYS_getppid);
	gate(SYS_close, -1);
	gate(SYS_lseek, 77, 1234, SEEK_SET);
	if (gate(SYS_getpgid, 0) == 4711)
		gate(SYS_exit_group, 47);
	gate(SYS_exit_group, 6);
}

static void run(const char *mode)
{
	if (!strcmp(mode, "loop"))
		target_loop();
	if (!strcmp(mode, "calls"))
		calls_by_instruction();
	if (!strcmp(mode, "gate-calls"))
		calls_by_gate();
	if (!strcmp(mode, "global")) {
		while (target_global == 5)
			sched_yield();
		_exit((int)target_global);
	}
	if (!strcmp(mode, "signals")) {
		on(SIGUSR1, handler, 0);
		on(SIGUSR2, handler, 0);
		raise(SIGUSR1);
		raise(SIGUSR2);
		_exit((int)target_global);
	}
	if (!strcmp(mode, "fork")) {
		pid_t pid = fork();

		if (pid == 0)
			_exit(3);
		waitpid(pid, NULL, 0);
		execl("/proc/self/exe", "target", "end", "free", NULL);
	}
	if (!strcmp(mode, "nobody")) {
		MUST(setresgid(NOBODY, NOBODY, NOBODY));
		MUST(setresuid(NOBODY, NOBODY, NOBODY));
		MUST(prctl(PR_SET_DUMPABLE,
			   1)); /* or nobody may trace it anyway */
		mode = "pause";
	}
	if (!strcmp(mode, "pause"))
		for (;;)
			pause();
	_exit(8);
}

int main(int argc, char **argv)
{
	struct target_info info = {
		.loop_start = (uintptr_t)target_loop_start,
		.loop_end = (uintptr_t)target_loop_end,
		.global = (uintptr_t)&target_global,
		.ring = current_ring(),
		.pid = getpid(),
	};

	alarm(60);
	target_global = 5;
	if (argc < 3)
		return 2;
	if (write(TARGET_FD, &info, sizeof(info)) == sizeof(info))
		close(TARGET_FD);
	if (!strcmp(argv[2], "traced"))
		raise(SIGSTOP);
	run(argv[1]);
}
