// SPDX-License-Identifier: GPL-2.0-only
/* Attack: an unprivileged tracer gives a process of its own registers of its choice. */
#include "attack.h"
#include <elf.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

static struct user_regs_struct genuine;

static pid_t start(void)
{
	pid_t pid = child();
	int status;

	if (pid == 0) {
		MUST(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
		raise(SIGSTOP);
		_exit(100);
	}
	MUST(waitpid(pid, &status, 0));
	return pid;
}

/* It runs until the next stop: by SIGSEGV or another signal, never to its end */
static void attempt(pid_t *pid, const struct user_regs_struct *registers,
		    int way)
{
	struct iovec vector = { (void *)registers, sizeof(*registers) };
	char what[100];
	int status;

	attack_tried++;
	if ((way & 1 ? ptrace(PTRACE_SETREGS, *pid, NULL, registers) :
		       ptrace(PTRACE_SETREGSET, *pid, NT_PRSTATUS, &vector)) ==
	    -1)
		return;
	MUST(ptrace(way & 2 ? PTRACE_SINGLESTEP : PTRACE_CONT, *pid, NULL,
		    NULL));
	MUST(waitpid(*pid, &status, 0));
	if (WIFSTOPPED(status)) {
		MUST(ptrace(PTRACE_GETREGS, *pid, NULL, registers));
		if ((registers->cs & 3) == 3)
			return;
	}
	snprintf(what, sizeof(what), "registers cs %#llx ip %#llx",
		 registers->cs, registers->rip);
	attack_success(what);
	if (!WIFSTOPPED(status))
		*pid = start();
}

static void selectors(pid_t *pid)
{
	for (size_t i = 0; i < attack_targets.nr; i++) {
		for (unsigned long cs = 0; cs < 256; cs++) {
			struct user_regs_struct registers = genuine;

			/* Others are refused, or are the same but for the ring */
			if (i > 1 && cs > 0x40)
				break;
			registers.cs = cs;
			registers.ss = cs & 1 ? 0x18 : 0x2b;
			registers.rip = attack_targets.address[i];
			registers.orig_rax = ~0ull;
			attempt(pid, &registers, (int)cs >> 2);
		}
	}
}

/* Breakpoints in the kernel, and bases there */
static void kernel_addresses(pid_t pid)
{
	for (size_t i = 0; i < attack_targets.nr; i++) {
		unsigned long address = attack_targets.address[i];

		/* Kernel's or not: user addresses are allowed */
		if (!(address >> 63))
			continue;
		for (int n = 0; n < 4; n++)
			attack_expect(
				ptrace(PTRACE_POKEUSER, pid,
				       offsetof(struct user, u_debugreg[n]),
				       address) == -1,
				"a breakpoint in the kernel");
		attack_expect(ptrace(PTRACE_POKEUSER, pid,
				     offsetof(struct user, regs.gs_base),
				     address) == -1,
			      "GS base in the kernel");
		attack_expect(ptrace(PTRACE_POKEUSER, pid,
				     offsetof(struct user, regs.fs_base),
				     address) == -1,
			      "FS base in the kernel");
		attack_expect(ptrace(PTRACE_PEEKTEXT, pid, address, NULL) ==
					      -1 &&
				      errno,
			      "text of the kernel was read");
		attack_expect(ptrace(PTRACE_POKETEXT, pid, address, 0) == -1,
			      "text of the kernel was written");
	}
}

int main(void)
{
	pid_t pid;

	attack_begin(80);
	attack_find_targets();
	attack_as_nobody();
	pid = start();
	MUST(ptrace(PTRACE_GETREGS, pid, NULL, &genuine));
	selectors(&pid);
	kernel_addresses(pid);
	for (unsigned long n = attack_count(500); n; n--) {
		struct user_regs_struct registers = genuine;
		unsigned long long *all = (unsigned long long *)&registers;
		size_t nr = sizeof(registers) / sizeof(*all);

		for (int change = 0; change < 4; change++)
			all[attack_below(nr)] = attack_random();
		registers.rip =
			attack_targets.address[attack_below(attack_targets.nr)];
		registers.cs = attack_random() & (n & 1 ? 0xff : 0x3b);
		attempt(&pid, &registers, (int)n);
	}
	kill(pid, SIGKILL);
	reap(pid);
	return attack_finish();
}
