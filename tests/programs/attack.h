/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For the attacks: an ordinary process that tries to reach ring 0, many times.
 *
 * UKL_ATTACK_SEED starts the random choices (default 1), UKL_ATTACK_COUNT is how
 * many there are (by default few: the guest tests run each attack, too). Every
 * attack ends with a line "tried N, succeeded M"; tests/run-attack adds them up.
 */
#ifndef ATTACK_H
#define ATTACK_H

#include "linked-file.h"
#include <sys/ucontext.h>

static unsigned long attack_tried, attack_succeeded;
static uint64_t attack_state;

static inline unsigned long attack_number(const char *name,
					  unsigned long otherwise)
{
	const char *text = getenv(name);

	return text ? strtoul(text, NULL, 10) : otherwise;
}

/* splitmix64: the same everywhere for the same seed */
static inline uint64_t attack_random(void)
{
	uint64_t z = (attack_state += 0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

static inline unsigned long attack_below(unsigned long limit)
{
	return (unsigned long)(attack_random() % limit);
}

/* How many random attempts there are to be */
static inline unsigned long attack_count(unsigned long otherwise)
{
	return attack_number("UKL_ATTACK_COUNT", otherwise);
}

static inline void attack_success(const char *what)
{
	if (attack_succeeded++ < CHECK_MOST)
		printf("succeeded: %s\n", what);
}

static inline void attack_expect(int refused, const char *what)
{
	attack_tried++;
	if (!refused)
		attack_success(what);
}

static inline void attack_as_nobody(void)
{
	MUST(setresgid(NOBODY, NOBODY, NOBODY));
	MUST(setresuid(NOBODY, NOBODY, NOBODY));
	/* It was root's a moment ago */
	MUST(prctl(PR_SET_DUMPABLE, 1));
}

static inline void attack_begin(unsigned int seconds)
{
	attack_state = attack_number("UKL_ATTACK_SEED", 1);
	/* run-attack, which says how many, bounds the time itself */
	begin(getenv("UKL_ATTACK_SEED") ? 0 : seconds);
}

static inline int attack_finish(void)
{
	CHECK(current_ring() == 3);
	CHECK(attack_succeeded == 0);
	printf("tried %lu, succeeded %lu\n", attack_tried, attack_succeeded);
	return finish();
}

/* Where an attacker would like to go, or to point at */
static struct {
	unsigned long address[40];
	size_t nr;
} attack_targets;

static inline void attack_add_target(unsigned long address)
{
	attack_targets.address[attack_targets.nr++] = address;
}

/* As root: the addresses are no secret, as the kernel is not moved */
static inline void attack_find_targets(void)
{
	static const char *const symbols[] = {
		"ukl_syscall",
		"ukl_syscall_restart",
		"ukl_gate_kernel",
		"ukl_gate_leave",
		"__ukl_direct_sys_getpid",
		"__ukl_gate_sys_execve",
		"entry_SYSCALL_64",
		"commit_creds",
		"__ukl_text_start",
		"asm_exc_page_fault",
		"_stext",
	};

	linked_read();
	/* --model=kml: the program's text is at addresses of ours */
	if (!(elf_header()->e_entry >> 63)) {
		printf("no linked text in the kernel\n");
		exit(0);
	}
	attack_add_target(elf_header()->e_entry);
	attack_add_target(elf_header()->e_entry + 1);
	for (size_t i = 0; i < sizeof(symbols) / sizeof(symbols[0]); i++)
		attack_add_target(kernel_symbol(symbols[i]));
	/* The vsyscall page, its neighbour, holes and edges */
	attack_add_target(0xffffffffff600000);
	attack_add_target(0xffffffffff601000);
	attack_add_target(0xffff800000001000);
	attack_add_target(0xffff888000001000);
	attack_add_target(0x8000000000000000);
	attack_add_target(0x0000800000000000);
	attack_add_target(0x00007ffffffffffe);
	attack_add_target(0xfffffffffffffffe);
	attack_add_target(0);
}

/*
 * Flights: code that is meant to fault, over and over, without a process for each.
 * Whatever it did to its registers, the first signal brings it back to where
 * attack_fly() was called. In ring 0, no signal would come, or one whose frame says so.
 */
struct attack_flight {
	unsigned long rsp, fs_base;
	volatile int signo;
	volatile unsigned long ip;
};
struct attack_flight attack_flight;

extern char attack_landing[];
void attack_take_off(void (*code)(void *), void *argument);
asm(".text\n"
    "attack_take_off:\n"
    "push %rbx; push %rbp; push %r12; push %r13; push %r14; push %r15\n"
    "mov %rdi, %rax\n"
    "mov %rsi, %rdi\n"
    "mov %rsp, attack_flight(%rip)\n"
    "call *%rax\n"
    "attack_landing:\n"
    "mov attack_flight(%rip), %rsp\n"
    "cld\n"
    "pop %r15; pop %r14; pop %r13; pop %r12; pop %rbp; pop %rbx\n"
    "ret\n");

static inline long attack_syscall(long number, long a, long b)
{
	long result;

	asm volatile("syscall"
		     : "=a"(result)
		     : "a"(number), "D"(a), "S"(b)
		     : "rcx", "r11", "memory");
	return result;
}

/* No thread-local variable may be touched before FS is what it was */
static inline void attack_caught(int signo, siginfo_t *info, void *context)
{
	greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;

	(void)info;
	attack_syscall(SYS_arch_prctl, 0x1002 /* ARCH_SET_FS */,
		       (long)attack_flight.fs_base);
	attack_flight.signo = signo;
	attack_flight.ip = (unsigned long)registers[REG_RIP];
	if ((registers[REG_CSGSFS] & 3) != 3)
		attack_success("a signal frame of ring 0");
	registers[REG_RIP] = (greg_t)attack_landing;
	registers[REG_EFL] = 0x202;
	registers[REG_CSGSFS] = 0x2bl << 48 | 0x33;
}

static inline void attack_prepare_flights(void)
{
	static const int signals[] = { SIGSEGV, SIGBUS,	 SIGFPE,
				       SIGILL,	SIGTRAP, SIGSYS };
	static char stack[65536] __attribute__((aligned(64)));
	stack_t other = { .ss_sp = stack, .ss_size = sizeof(stack) };

	MUST(sigaltstack(&other, NULL));
	MUST(syscall(SYS_arch_prctl, 0x1003 /* ARCH_GET_FS */,
		     &attack_flight.fs_base));
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		on(signals[i], attack_caught, SA_ONSTACK | SA_NODEFER);
}

/* The signal that ended it, or 0: the code came back */
static inline int attack_fly(void (*code)(void *), void *argument)
{
	attack_flight.signo = 0;
	attack_tried++;
	attack_take_off(code, argument);
	return attack_flight.signo;
}

/* For what can only come back by a signal */
static inline void attack_fly_to_death(void (*code)(void *), void *argument,
				       const char *what)
{
	if (attack_fly(code, argument) == 0)
		attack_success(what);
}

/* A signal frame of this process, to be forged, and RT_SIGRETURN with one that is. */
static ucontext_t attack_frame;

static inline void attack_keep_frame(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)info;
	attack_frame = *(ucontext_t *)context;
	attack_frame.uc_mcontext.fpregs = NULL;
}

/* After attack_prepare_flights(): a frame sets the signal stack, too */
static inline void attack_take_frame(void)
{
	on(SIGUSR1, attack_keep_frame, 0);
	raise(SIGUSR1);
}

static inline void attack_use_frame(void *frame)
{
	/* The kernel looks for it one word below. */
	asm volatile("mov %0, %%rsp; mov $15, %%eax; syscall; ud2"
		     :
		     : "r"(frame)
		     : "memory");
}

#endif
