/* SPDX-License-Identifier: GPL-2.0-only */
/* A thread made by the clone system call itself, without libpthread. */
#ifndef THREAD_RAW_H
#define THREAD_RAW_H

#include "check.h"
#include <linux/futex.h>
#include <linux/sched.h>

#define RAW_THREAD_FLAGS                                                    \
	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | \
	 CLONE_SYSVSEM | CLONE_SETTLS | CLONE_PARENT_SETTID |               \
	 CLONE_CHILD_CLEARTID)

/* What %fs points to; the thread runs no C library code */
struct raw_thread {
	struct raw_thread *self;
	long value;
	long seen;
	volatile int tid;
	char pad[1024 - 28];
	char stack[16384];
} __attribute__((aligned(64)));

_Static_assert(sizeof(((struct raw_thread *)0)->pad) > 0, "pad");

/*
 * The child finds its record through %fs, copies a word within it, and ends
 * with the exit system call. CALL is the instruction that enters the kernel;
 * STACK_REGISTER etc. are loaded by the caller.
 */
#define RAW_THREAD_BODY(call)                              \
	call "\n"                                          \
	     "test %%eax, %%eax\n"                         \
	     "jnz 1f\n"                                    \
	     "mov %%fs:0, %%rbx\n"                         \
	     "mov 8(%%rbx), %%rcx\n"                       \
	     "push %%rcx\n" /* the new stack is a stack */ \
	     "pop 16(%%rbx)\n"                             \
	     "xor %%edi, %%edi\n"                          \
	     "mov $60, %%eax\n" /* exit */                 \
		call "\n"                                  \
	     "ud2\n"                                       \
	     "1:\n"

/* Wait until the kernel has cleared the thread's number */
static inline void raw_thread_join(struct raw_thread *thread)
{
	int tid;

	while ((tid = thread->tid) != 0)
		syscall(SYS_futex, &thread->tid, FUTEX_WAIT, tid, NULL, NULL,
			0);
}

#endif
