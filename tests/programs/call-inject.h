/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What gdb's "call f()" does to a process that sleeps in a call: run a function
 * in it, put all registers back, go on.
 */
#ifndef CALL_INJECT_H
#define CALL_INJECT_H

#include "call-blocking.h"
#include "ptrace.h"

/* Adds one to its argument and stops */
extern char injected[], injected_end[];
asm(".pushsection .text\n"
    "injected:\n"
    "inc %rdi\n"
    "push %rdi\n"
    "pop %rax\n"
    "int3\n"
    "injected_end:\n"
    "ud2\n"
    ".popsection\n");

static inline void inject(struct blocked *b)
{
	struct user_regs_struct saved, r;

	CHECK(blocked_wait(b));
	MUST(ptrace(PTRACE_ATTACH, b->pid, NULL, NULL));
	CHECK(!strcmp(next_stop(b->pid), "stopped by SIGSTOP"));
	for (int i = 0; i < 3; i++) {
		saved = r = registers_of(b->pid);
		r.orig_rax = (unsigned long)-1;
		r.rip = (unsigned long)injected;
		r.rsp = (r.rsp - 512) & ~15ul;
		r.rdi = 4710;
		MUST(ptrace(PTRACE_SETREGS, b->pid, NULL, &r));
		MUST(ptrace(PTRACE_CONT, b->pid, NULL, NULL));
		CHECK(!strcmp(next_stop(b->pid), "stopped by SIGTRAP"));
		r = registers_of(b->pid);
		CHECK(r.rax == 4711 && r.rip == (unsigned long)injected_end);
		MUST(ptrace(PTRACE_SETREGS, b->pid, NULL, &saved));
	}
	MUST(ptrace(PTRACE_DETACH, b->pid, NULL, NULL));
}

static const char *const names[] = {
	"read pipe", "recvfrom",   "futex",    "futex, timeout",  "poll",
	"wait4",     "epoll_wait", "pselect6", "mq_timedreceive",
};
#define NAMES (sizeof(names) / sizeof(names[0]))

static inline void inject_all(enum way way)
{
	struct blocked *b[NAMES];

	printf("by %s\n", way_name(way));
	for (size_t i = 0; i < NAMES; i++)
		b[i] = blocked_start(blocking_named(names[i]), way, 0);
	for (size_t i = 0; i < NAMES; i++)
		inject(b[i]);
	for (size_t i = 0; i < NAMES; i++) {
		int went_on = blocked_wait(b[i]);

		blocked_release(b[i]);
		printf("%s: %s%s\n", names[i], went_on ? "went on, " : "",
		       blocked_end(b[i]));
	}
}

#endif
