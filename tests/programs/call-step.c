// SPDX-License-Identifier: GPL-2.0-only
/*
 * Single steps over calls of every way: by a tracer from the first to the last
 * instruction, and by the program itself with the trap flag. A step ends in
 * the program's text only, and the calls do what they should.
 */
#include "call-ways.h"
#include "ptrace.h"
#include <linux/futex.h>
#include <sched.h>
#include <ucontext.h>

#define TRAP_FLAG 0x100
#define NEAR (64l << 20)

static volatile long steps, elsewhere;
static volatile sig_atomic_t signals;
int main(void);

/* The gates are among it, or, for a program at user addresses in ring 0, elsewhere */
extern char __ukl_text_start[] __attribute__((weak));
extern char __ukl_app_start[] __attribute__((weak));

static int in_text(unsigned long address)
{
	if (address >= (unsigned long)__ukl_text_start &&
	    address < (unsigned long)__ukl_app_start)
		return 1;
	return labs((long)(address - (unsigned long)main)) < NEAR;
}

static void on_step(int signo, siginfo_t *info, void *context)
{
	greg_t *gregs = ((ucontext_t *)context)->uc_mcontext.gregs;

	(void)signo;
	steps++;
	if (info->si_code != TRAP_TRACE ||
	    !in_text((unsigned long)gregs[REG_RIP]))
		elsewhere++;
}

static void on_signal(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	(void)context;
	signals++;
}

static inline __attribute__((always_inline)) void trap_flag(int set)
{
	unsigned long flags;

	asm volatile("sub $128, %%rsp; pushf; pop %0; add $128, %%rsp"
		     : "=r"(flags)
		     :
		     : "memory");
	flags = set ? flags | TRAP_FLAG : flags & ~(unsigned long)TRAP_FLAG;
	asm volatile("sub $128, %%rsp; push %0; popf; add $128, %%rsp"
		     :
		     : "r"(flags)
		     : "memory", "cc");
}

/* No library functions but for what call() uses */
static long make_calls(enum way way, int ends[2], pid_t pid, pid_t parent)
{
	struct timespec brief = { 0, 1000000 };
	char text[8] = "";
	int word = 1;
	long wrong = 0;

	wrong += call(way, SYS_getppid, 0) != parent;
	wrong += call(way, SYS_write, ends[1], "abc", 3) != 3;
	wrong += call(way, SYS_read, ends[0], text, 8) != 3;
	wrong += text[0] != 'a' || text[2] != 'c';
	wrong += call(way, SYS_close, -1) != -EBADF;
	wrong += call(way, SYS_nanosleep, &brief, NULL) != 0;
	wrong += call(way, SYS_futex, &word, FUTEX_WAIT, 0, NULL, NULL, 0) !=
		 -EAGAIN;
	wrong += call(way, SYS_kill, pid, SIGUSR1) != 0;
	wrong += signals != 1;
	wrong += call(way, SYS_sched_yield, 0) != 0;
	wrong += call(way, SYS_lseek, ends[0], 0, SEEK_CUR) != -ESPIPE;
	wrong += call(way, 999, 1, 2, 3, 4, 5, 6) != -ENOSYS;
	return wrong;
}

static void step_by_itself(enum way way)
{
	pid_t pid = getpid(), parent = getppid();
	int ends[2];
	long wrong;

	MUST(pipe(ends));
	steps = elsewhere = signals = 0;
	trap_flag(1);
	wrong = make_calls(way, ends, pid, parent);
	trap_flag(0);
	CHECK(wrong == 0 && elsewhere == 0 && steps > 300);
	printf("itself by %s: wrong %ld, elsewhere %ld\n", way_name(way), wrong,
	       elsewhere);
}

static void step_by_tracer(enum way way)
{
	pid_t pid = child();
	long count = 0, outside = 0, deliver = 0;
	int status;

	if (pid == 0) {
		int ends[2];
		pid_t own = getpid(), parent = getppid();

		MUST(pipe(ends));
		signals = 0;
		be_traced();
		_exit((int)make_calls(way, ends, own, parent));
	}
	CHECK(!strcmp(next_stop(pid), "stopped by SIGSTOP"));
	for (;;) {
		struct user_regs_struct r;

		MUST(ptrace(PTRACE_SINGLESTEP, pid, NULL, (void *)deliver));
		deliver = 0;
		MUST(waitpid(pid, &status, __WALL));
		if (!WIFSTOPPED(status))
			break;
		r = registers_of(pid);
		outside += !in_text(r.rip) || (r.eflags & TRAP_FLAG);
		if (WSTOPSIG(status) == SIGTRAP)
			count++;
		else
			deliver = WSTOPSIG(status);
	}
	CHECK(outside == 0 && count > 300);
	printf("a tracer by %s: %s, elsewhere %ld\n", way_name(way),
	       fate(status), outside);
}

int main(void)
{
	cpu_set_t first;

	begin(40);
	on(SIGTRAP, on_step, 0);
	on(SIGUSR1, on_signal, 0);
	EACH_WAY(way)
	step_by_itself(way);
	/* elsewhere the tracer would wait a tick for each step to be over */
	CPU_ZERO(&first);
	CPU_SET(0, &first);
	MUST(sched_setaffinity(0, sizeof(first), &first));
	EACH_WAY(way)
	step_by_tracer(way);
	return finish();
}
