/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The call gate: ukl_syscall takes rax = number, arguments in rdi rsi rdx r10
 * r8 r9 as the syscall instruction does, returns in rax and changes rcx and
 * r11. In the ring-3 build it is the routine in gate_ring3.S.
 */
#ifndef GATE_H
#define GATE_H

#include "check.h"

/*
 * The compiler does not know that there is a call in here and may keep values
 * in the red zone; step over it.
 */
#define GATE_CALL                  \
	"lea -128(%%rsp), %%rsp\n" \
	"call ukl_syscall\n"       \
	"lea 128(%%rsp), %%rsp\n"

static inline __attribute__((always_inline)) long
gate_syscall6(long number, long a, long b, long c, long d, long e, long f)
{
	register long r10 asm("r10") = d;
	register long r8 asm("r8") = e;
	register long r9 asm("r9") = f;
	long result;

	asm volatile(GATE_CALL
		     : "=a"(result)
		     : "0"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8),
		       "r"(r9)
		     : "rcx", "r11", "memory", "cc");
	return result;
}

#define GATE_PICK(number, a, b, c, d, e, f, ...)                       \
	gate_syscall6((long)(number), (long)(a), (long)(b), (long)(c), \
		      (long)(d), (long)(e), (long)(f))
/* gate(SYS_read, fd, buffer, size): the raw result, an error as -errno */
#define gate(...) GATE_PICK(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)

static inline const char *gate_outcome(long result)
{
	return result < 0 && result > -4096 ? errname((int)-result) : "0";
}

#endif
