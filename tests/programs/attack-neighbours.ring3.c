// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attack: what an unprivileged process can do to linked ones at any moment of their
 * lives, from the fork before exec to the zombie; and what a process gets of one
 * that it shared its memory, its signal handlers and the rest with before exec.
 */
#include "attack.h"
#include <linux/perf_event.h>
#include <sched.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

#define TARGET "/ukl/target"

static volatile pid_t *victim; /* shared with the process that attacks it */

/* /proc as anybody may read it, and without a word of what it said */
static void look_at(pid_t pid)
{
	static const char *const names[] = {
		"stat", "status", "maps", "smaps", "wchan", "syscall", "stack", "auxv", "environ", "cmdline", "pagemap",
	};
	char path[64], text[4096];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		int fd;

		snprintf(path, sizeof(path), "/proc/%d/%s", pid, names[i]);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd == -1)
			continue;
		while (read(fd, text, sizeof(text)) == (ssize_t)sizeof(text))
			if (names[i][0] == 'p') /* endless */
				break;
		close(fd);
	}
}

/*
 * A process of nobody's that has given back its memory, and is about to be a zombie, is
 * linked no more: it can be seized, but never stops.
 */
static int seizes(pid_t pid)
{
	int status;

	if (ptrace(PTRACE_SEIZE, pid, NULL, NULL) == -1)
		return 0;
	ptrace(PTRACE_INTERRUPT, pid, NULL, NULL);
	return waitpid(pid, &status, __WALL) != pid || WIFSTOPPED(status);
}

/* What would be control: memory, registers, descriptors, signals at a place of choice */
static void reach_for(pid_t pid)
{
	char path[64], word[8] = "";
	struct iovec here = { word, 8 }, there = { (void *)0x400000, 8 };
	struct perf_event_attr event = {
		.type = PERF_TYPE_BREAKPOINT,
		.size = sizeof(event),
		.bp_type = 3, /* accesses */
		.bp_addr = 0x400000,
		.bp_len = 8,
		.sample_period = 1,
		.exclude_kernel = 1,
		.sigtrap = 1,
		.remove_on_exec = 1,
	};
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/mem", pid);
	fd = open(path, O_RDWR | O_CLOEXEC);
	attack_expect(fd == -1 || pread(fd, word, 8, 0x400000) <= 0, "/proc/PID/mem");
	close(fd);
	attack_expect(process_vm_readv(pid, &here, 1, &there, 1, 0) == -1, "process_vm_readv");
	attack_expect(process_vm_writev(pid, &here, 1, &there, 1, 0) == -1, "process_vm_writev");
	attack_expect(!seizes(pid), "PTRACE_SEIZE");
	attack_expect(syscall(SYS_perf_event_open, &event, pid, -1, -1, 0) == -1, "a breakpoint");
	fd = (int)syscall(SYS_pidfd_open, pid, 0);
	attack_expect(fd == -1 || syscall(SYS_pidfd_getfd, fd, 0, 0) == -1, "pidfd_getfd");
	close(fd);
}

static void attacker(int as_nobody)
{
	if (as_nobody)
		attack_as_nobody();
	for (;;) {
		pid_t pid = *victim;

		if (!pid) {
			sched_yield();
			continue;
		}
		if (pid == -1)
			break;
		look_at(pid);
		if (as_nobody)
			reach_for(pid);
	}
	_exit(attack_succeeded ? 1 : 0);
}

static void whole_lives(unsigned long count)
{
	static const char *const modes[] = { "nobody", "fork", "signals", "gate-calls" };
	pid_t attackers[2];

	victim = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(victim != MAP_FAILED);
	for (int i = 0; i < 2; i++)
		if ((attackers[i] = child()) == 0)
			attacker(i);
	for (; count; count--) {
		const char *mode = modes[attack_below(4)];
		pid_t pid = child();

		if (pid == 0) {
			close(3);
			execl(TARGET, "target", mode, "free", NULL);
			_exit(99);
		}
		*victim = pid;
		for (unsigned long turns = attack_below(30); turns; turns--)
			sleep_ms(1);
		if (attack_random() & 1)
			kill(pid, SIGKILL);
		else if (!strcmp(mode, "nobody"))
			kill(pid, SIGTERM);
		sched_yield(); /* perhaps a zombie is looked at */
		attack_expect(reap(pid) != 99 << 8, "the target did not start");
	}
	*victim = -1;
	for (int i = 0; i < 2; i++)
		attack_expect(reap(attackers[i]) == 0, "of a linked process");
}

static int start(void *argument)
{
	char *arguments[] = { (char *)"ring", NULL };

	(void)argument;
	execve(LINKED, arguments, arguments + 1);
	_exit(100);
}

static void forge(void *argument)
{
	attack_frame.uc_mcontext.gregs[REG_RIP] = (greg_t)argument;
	attack_frame.uc_mcontext.gregs[REG_CSGSFS] = 0x18l << 48 | 0x10;
	attack_use_frame(&attack_frame);
}

/* Nothing of the other's address space comes back to the one that it left */
static void shared_until_exec(unsigned long count)
{
	static const int flags[] = { CLONE_VM,	   CLONE_SIGHAND, CLONE_FS,	  CLONE_FILES,
				     CLONE_VFORK,  CLONE_SYSVSEM, CLONE_IO,	  CLONE_UNTRACED,
				     CLONE_CHILD_CLEARTID };
	static char stack[65536] __attribute__((aligned(64)));

	MUST(fcntl(1, F_SETFD, FD_CLOEXEC));
	attack_prepare_flights();
	attack_take_frame();
	for (; count; count--) {
		unsigned long choice = attack_random();
		int chosen = 0;
		pid_t pid;

		for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
			chosen |= choice >> i & 1 ? flags[i] : 0;
		/* Handlers are shared together with the memory only */
		if (!(chosen & CLONE_VM))
			chosen &= ~CLONE_SIGHAND;
		pid = clone(start, stack + sizeof(stack), chosen | SIGCHLD, NULL, NULL, NULL,
			    (void *)attack_targets.address[choice >> 32 & 7]);
		attack_expect(pid > 0, "clone");
		for (int i = 0; i < 5; i++)
			attack_fly_to_death(forge,
					    (void *)attack_targets.address[attack_below(attack_targets.nr)],
					    "a frame beside exec");
		attack_expect(WEXITSTATUS(reap(pid)) == 0, "the linked program did not run");
	}
}

int main(void)
{
	unsigned long count = attack_count(60);

	attack_begin(80);
	attack_find_targets();
	whole_lives(count / 2);
	shared_until_exec(count);
	return attack_finish();
}
