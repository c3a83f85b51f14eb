/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ways to make a system call: by syscall(2), by the instruction, by the
 * call gate, by the direct call ukl_sys_NAME. In an ordinary process, and
 * where a program is linked without direct calls, the last two come down to
 * the instruction.
 *
 * call(way, SYS_read, fd, buffer, size) returns what the kernel does, an error
 * as -errno. It checks that nothing is changed that a caller relies upon:
 * callee-saved registers, the stack pointer, the system flags, errno.
 */
#ifndef CALL_WAYS_H
#define CALL_WAYS_H

#include "check.h"
#include "call-names.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef long (*call_fn)(long, long, long, long, long, long);

#define CALL_DECLARE(name)                                             \
	extern long ukl_sys_##name(long, long, long, long, long, long) \
		__attribute__((weak));
CALL_NAMES(CALL_DECLARE)

enum way { BY_FUNCTION, BY_INSTRUCTION, BY_GATE, BY_DIRECT, WAYS };

static inline const char *way_name(enum way way)
{
	static const char *const names[] = { "syscall(2)", "instruction",
					     "gate", "direct" };

	return names[way];
}

/* The direct call of that number, or NULL */
static inline call_fn direct_entry(long number)
{
#define CALL_CASE(name)  \
	case SYS_##name: \
		return ukl_sys_##name;

	switch (number) {
		CALL_NAMES(CALL_CASE)
	}
	return NULL;
}

/* What call_kept loads into registers and finds there; see the asm below */
struct call {
	const void *entry;
	long number;
	long arguments[6];
	unsigned long pattern;
	unsigned long changed; /* which callee-saved bits came back different */
	unsigned long flags_before, flags_after;
};

/*
 * Call entry as a C function of six arguments, with the number in RAX and the
 * fourth argument in R10, too: this fits all ways.
 */
long call_kept(struct call *call);
long call_by_instruction(void);
long call_by_function(void);
long ukl_syscall(void);

/* clang-format off */
asm(".pushsection .text\n"
    ".local call_kept, call_by_instruction, call_by_function\n"
    ".type call_kept, @function\n"
    "call_kept:\n"
    ".cfi_startproc\n"
    "push %rbx\n .cfi_adjust_cfa_offset 8\n .cfi_rel_offset %rbx, 0\n"
    "push %rbp\n .cfi_adjust_cfa_offset 8\n .cfi_rel_offset %rbp, 0\n"
    "push %r12\n .cfi_adjust_cfa_offset 8\n .cfi_rel_offset %r12, 0\n"
    "push %r13\n .cfi_adjust_cfa_offset 8\n .cfi_rel_offset %r13, 0\n"
    "push %r14\n .cfi_adjust_cfa_offset 8\n .cfi_rel_offset %r14, 0\n"
    "push %r15\n .cfi_adjust_cfa_offset 8\n .cfi_rel_offset %r15, 0\n"
    "push %rdi\n .cfi_adjust_cfa_offset 8\n"
    "pushf\n .cfi_adjust_cfa_offset 8\n"
    "pop 80(%rdi)\n .cfi_adjust_cfa_offset -8\n"
    "mov %rdi, %r11\n"
    "mov 64(%r11), %rbx\n"
    "lea 1(%rbx), %rbp; lea 2(%rbx), %r12; lea 3(%rbx), %r13\n"
    "lea 4(%rbx), %r14; lea 5(%rbx), %r15\n"
    "mov 8(%r11), %rax\n"
    "mov 16(%r11), %rdi; mov 24(%r11), %rsi; mov 32(%r11), %rdx\n"
    "mov 40(%r11), %rcx; mov %rcx, %r10\n"
    "mov 48(%r11), %r8; mov 56(%r11), %r9\n"
    "mov (%r11), %r11\n"
    "call *%r11\n"
    "pop %rdi\n .cfi_adjust_cfa_offset -8\n"
    "pushf\n .cfi_adjust_cfa_offset 8\n"
    "pop 88(%rdi)\n .cfi_adjust_cfa_offset -8\n"
    "mov 64(%rdi), %rcx\n"
    "xor %rcx, %rbx\n"
    "inc %rcx; xor %rcx, %rbp; inc %rcx; xor %rcx, %r12\n"
    "inc %rcx; xor %rcx, %r13; inc %rcx; xor %rcx, %r14\n"
    "inc %rcx; xor %rcx, %r15\n"
    "or %rbp, %rbx; or %r12, %rbx; or %r13, %rbx; or %r14, %rbx\n"
    "or %r15, %rbx; mov %rbx, 72(%rdi)\n"
    "pop %r15\n .cfi_adjust_cfa_offset -8\n .cfi_restore %r15\n"
    "pop %r14\n .cfi_adjust_cfa_offset -8\n .cfi_restore %r14\n"
    "pop %r13\n .cfi_adjust_cfa_offset -8\n .cfi_restore %r13\n"
    "pop %r12\n .cfi_adjust_cfa_offset -8\n .cfi_restore %r12\n"
    "pop %rbp\n .cfi_adjust_cfa_offset -8\n .cfi_restore %rbp\n"
    "pop %rbx\n .cfi_adjust_cfa_offset -8\n .cfi_restore %rbx\n"
    "ret\n"
    ".cfi_endproc\n"
    ".size call_kept, . - call_kept\n"

    ".type call_by_instruction, @function\n"
    "call_by_instruction:\n"
    ".cfi_startproc\n"
    "syscall\n"
    "ret\n"
    ".cfi_endproc\n"
    ".size call_by_instruction, . - call_by_instruction\n"

    ".type call_by_function, @function\n"
    "call_by_function:\n"
    ".cfi_startproc\n"
    "push %r9\n .cfi_adjust_cfa_offset 8\n"
    "mov %r8, %r9; mov %rcx, %r8; mov %rdx, %rcx; mov %rsi, %rdx\n"
    "mov %rdi, %rsi; mov %rax, %rdi\n"
    "call syscall\n"
    "pop %r9\n .cfi_adjust_cfa_offset -8\n"
    "ret\n"
    ".cfi_endproc\n"
    ".size call_by_function, . - call_by_function\n"
    ".popsection\n");
/* clang-format on */

#ifdef __cplusplus
}
#endif

/* The interrupt, direction, nested task, alignment and I/O level flags */
#define CALL_FLAGS 0x47600ul

static inline const void *way_entry(enum way way, long number)
{
	switch (way) {
	case BY_FUNCTION:
		return (const void *)call_by_function;
	case BY_GATE:
		return (const void *)ukl_syscall;
	case BY_DIRECT:
		if (direct_entry(number))
			return (const void *)direct_entry(number);
		break;
	default:
		break;
	}
	return (const void *)call_by_instruction;
}

static inline long call6(enum way way, long number, long a, long b, long c,
			 long d, long e, long f)
{
	static __thread unsigned long pattern = 0x0123456789abcdef;
	struct call call = { way_entry(way, number),
			     number,
			     { a, b, c, d, e, f },
			     pattern += 0x9e3779b97f4a7c15,
			     0,
			     0,
			     0 };
	int error = errno;
	long result;

	errno = 0x4711;
	result = call_kept(&call);
	CHECK(call.changed == 0);
	CHECK(((call.flags_before ^ call.flags_after) & CALL_FLAGS) == 0);
	if (way == BY_FUNCTION && result == -1)
		result = -errno;
	else
		CHECK(errno == 0x4711);
	errno = error;
	return result;
}

#define CALL_PICK(way, number, a, b, c, d, e, f, ...)                          \
	call6(way, (long)(number), (long)(a), (long)(b), (long)(c), (long)(d), \
	      (long)(e), (long)(f))
#define call(way, ...) CALL_PICK(way, __VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)

/* "0" or the name of the error, for printing */
static inline const char *raw_outcome(long result)
{
	return result < 0 && result > -4096 ? errname((int)-result) : "0";
}

#define EACH_WAY(way) \
	for (enum way way = BY_FUNCTION; way < WAYS; way = (enum way)(way + 1))

#endif
