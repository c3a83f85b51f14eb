// SPDX-License-Identifier: GPL-2.0-only
/*
 * A ring-3 process cannot pass for a program in ring 0 by its flags: whatever it asks for, IOPL stays 0,
 * and SYSCALL with any flags that it can have does what it does. Where programs run in ring 0 at user
 * addresses, it is by IOPL that the kernel tells them from this one. IRET within ring 3 is not tried:
 * QEMU reads the stack for it as the kernel, which SMAP forbids.
 */
#include "ptrace.h"
#include <sys/io.h>
#include <ucontext.h>

enum { IOPL = 3 << 12 };

/* All flags but TF, which has tests of its own */
#define EVERYTHING 0x3e7ed7ul

static unsigned long read_flags(void)
{
	unsigned long flags;

	asm volatile("sub $128, %%rsp; pushf; pop %0; add $128, %%rsp"
		     : "=r"(flags)
		     :
		     : "memory");
	return flags;
}

/* getppid() with these flags, and no memory access between */
static long call_with(unsigned long flags, unsigned long *after)
{
	long result;

	asm volatile(
		"sub $128, %%rsp; push %[flags]; popf; syscall; pushf; pop %[after]; cld; add $128, %%rsp"
		: "=a"(result), [after] "=r"(*after)
		: "a"((long)SYS_getppid), [flags] "r"(flags)
		: "rcx", "r11", "memory", "cc");
	/* libc's accesses are not aligned. */
	asm volatile("sub $128, %%rsp; pushq $0x202; popf; add $128, %%rsp" ::
			     : "memory", "cc");
	return result;
}

static void by_popf(void)
{
	long parent = getppid();
	unsigned long after;

	CHECK(call_with(EVERYTHING & ~0x400ul, &after) == parent);
	CHECK((after & IOPL) == 0);
	for (int bit = 0; bit < 22; bit++) {
		if (bit == 8) /* TF */
			continue;
		CHECK(call_with(0x202 | 1ul << bit, &after) == parent);
		CHECK((after & IOPL) == 0);
		CHECK(call_with(0x202 | 1ul << bit | IOPL | 1ul << 18,
				&after) == parent);
		CHECK((after & IOPL) == 0);
	}
}

static void handler(int signo, siginfo_t *info, void *context)
{
	greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;

	(void)info;
	(void)signo;
	CHECK((registers[REG_EFL] & IOPL) == 0);
	registers[REG_EFL] |= IOPL;
	registers[REG_R11] = registers[REG_EFL];
	registers[REG_RCX] = registers[REG_RIP];
}

static void by_sigreturn(void)
{
	long parent = getppid();
	unsigned long after;

	on(SIGUSR1, handler, 0);
	for (int i = 0; i < 100; i++) {
		raise(SIGUSR1);
		CHECK((read_flags() & IOPL) == 0);
		CHECK(call_with(read_flags(), &after) == parent);
	}
}

/* By iopl(), which gives ports by a bitmap, not by the flags */
static void by_iopl(void)
{
	unsigned long after;

	CHECK(iopl(3) == 0 || errno == ENOSYS);
	CHECK((read_flags() & IOPL) == 0);
	CHECK(call_with(0x202 | IOPL, &after) == getppid());
	CHECK((after & IOPL) == 0);
	iopl(0);
}

/* Until one is not answered */
static void make_calls(void)
{
	unsigned long after;
	long parent = getppid();

	for (;;)
		if (call_with(0x40202 | IOPL, &after) != parent ||
		    (after & IOPL))
			_exit(1);
}

/* A debugger, root at that, at every kind of stop */
static void by_ptrace(void)
{
	pid_t pid = start_traced(make_calls);
	int status = 0;

	for (int i = 0; i < 300; i++) {
		struct user_regs_struct registers = registers_of(pid);

		CHECK((registers.eflags & IOPL) == 0);
		registers.eflags |= IOPL;
		registers.r11 = registers.eflags;
		MUST(ptrace(PTRACE_SETREGS, pid, NULL, &registers));
		MUST(ptrace(i & 1 ? PTRACE_SYSCALL : PTRACE_SINGLESTEP, pid,
			    NULL, NULL));
		MUST(waitpid(pid, &status, 0));
		if (!WIFSTOPPED(status))
			break;
	}
	CHECK(WIFSTOPPED(status));
	kill(pid, SIGKILL);
	reap(pid);
}

int main(void)
{
	begin(60);
	by_popf();
	by_sigreturn();
	by_iopl();
	by_ptrace();
	CHECK(current_ring() == 3);
	return finish();
}
