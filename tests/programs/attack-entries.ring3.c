// SPDX-License-Identifier: GPL-2.0-only
/* Attack: every way into the kernel, with registers, flags and bases of FS and GS of the attacker's choice. */
#include "attack.h"
#include <sys/auxv.h>

static struct entry {
	unsigned long rcx, r11, rsp, rbp, flags, fs, gs;
	long result;
} entry;

/* The kernel lets ring 3 write the bases (FSGSBASE) */
static int have_bases;

static void load_bases(void)
{
	if (have_bases)
		asm volatile("wrfsbase %0; wrgsbase %1"
			     :
			     : "r"(entry.fs), "r"(entry.gs));
}

/* The stack pointer is no stack: nothing but the instruction may use it */
#define ENTER(instruction)                                                \
	asm volatile("push %%rbp; push %%rbx; mov %%rsp, %%rbx\n"         \
		     "pushq %[flags]; popf\n"                             \
		     "mov %[rbp], %%rbp; mov %[rsp], %%rsp\n" instruction \
		     "\nmov %%rbx, %%rsp; pushq $0x202; popf\n"           \
		     "pop %%rbx; pop %%rbp; cld"                          \
		     : "=a"(entry.result)                                 \
		     : "a"((long)SYS_getppid),                            \
		       "c"(entry.rcx), [flags] "r"(entry.flags),          \
		       [rbp] "r"(entry.rbp), [rsp] "r"(entry.rsp),        \
		       "d"(entry.r11)                                     \
		     : "r11", "rdi", "rsi", "r8", "r9", "memory", "cc")

static void by_syscall(void *unused)
{
	(void)unused;
	load_bases();
	ENTER("mov %%rdx, %%r11; syscall");
}

static void by_sysenter(void *unused)
{
	(void)unused;
	load_bases();
	ENTER("mov %%rdx, %%r11; sysenter");
}

static void by_int80(void *unused)
{
	(void)unused;
	load_bases();
	/* getppid has another number there */
	ENTER("mov $64, %%eax; int $0x80");
}

static void by_breakpoint(void *unused)
{
	(void)unused;
	load_bases();
	ENTER("int3");
}

static void by_trap(void *unused)
{
	(void)unused;
	load_bases();
	ENTER(".byte 0xf1"); /* icebp */
}

static void by_illegal(void *unused)
{
	(void)unused;
	load_bases();
	ENTER("ud2");
}

static void by_division(void *unused)
{
	(void)unused;
	load_bases();
	ENTER("xor %%ecx, %%ecx; div %%ecx");
}

static void by_protection(void *unused)
{
	(void)unused;
	load_bases();
	ENTER("hlt");
}

static void by_page_fault(void *unused)
{
	(void)unused;
	load_bases();
	ENTER("mov (%%rcx), %%al");
}

static void by_push(void *unused)
{
	(void)unused;
	load_bases();
	ENTER("push %%rcx");
}

static void by_interrupt(void *unused)
{
	(void)unused;
	load_bases();
	ENTER("mov $20000, %%ecx; 1: dec %%ecx; jnz 1b");
}

static void by_stack_switch(void *unused)
{
	(void)unused;
	load_bases();
	/* What is pending after MOV SS is taken behind the gate of INT 3 */
	asm volatile(
		"mov %%ss, %%ecx; pushf; orl $0x100, (%%rsp); popf; mov %%ecx, %%ss; int3"
		:
		:
		: "rcx", "memory", "cc");
}

/* Interrupts that the hardware alone may raise, and the four that programs may */
static void by_vector(void *vector)
{
	static unsigned char code[4096] __attribute__((aligned(4096)));

	mprotect(code, sizeof(code), PROT_READ | PROT_WRITE);
	code[0] = 0xcd;
	code[1] = (unsigned char)(unsigned long)vector;
	code[2] = 0xc3;
	mprotect(code, sizeof(code), PROT_READ | PROT_EXEC);
	((void (*)(void))code)();
}

static void (*const ways[])(void *) = {
	by_syscall,    by_sysenter, by_int80,	  by_breakpoint,
	by_trap,       by_illegal,  by_division,  by_protection,
	by_page_fault, by_push,	    by_interrupt, by_stack_switch,
};
#define WAYS (sizeof(ways) / sizeof(ways[0]))

static unsigned long any_address(void)
{
	unsigned long n = attack_below(attack_targets.nr + 2);

	if (n >= attack_targets.nr)
		return attack_random() & 0x7fffffffffff; /* canonical */
	/* Others cannot be loaded into a base */
	n = attack_targets.address[n];
	return (long)(n << 16) >> 16 == (long)n ? n : n << 16 >> 16;
}

/* SYSCALL takes RCX and R11 for itself: what they were must not matter */
static void attempt(size_t way, long parent)
{
	int signo = attack_fly(ways[way], NULL);

	if (have_bases) {
		unsigned long none = 0;

		asm volatile("wrfsbase %0; wrgsbase %1"
			     :
			     : "r"(attack_flight.fs_base), "r"(none));
	}
	if (way == 0 && signo == 0 && entry.result != parent)
		attack_success("SYSCALL gave something else");
	if (way >= 3 && ways[way] != by_interrupt && signo == 0 &&
	    ways[way] != by_page_fault && ways[way] != by_push)
		attack_success("an exception that was none");
	/* A kernel page cannot be read, wherever the base is */
	if (ways[way] == by_page_fault && signo == 0 && (long)entry.rcx < 0)
		attack_success("a byte of the kernel's was read");
	if (ways[way] == by_push && signo == 0 && (long)entry.rsp < 0)
		attack_success("a word of the kernel's was written");
}

int main(void)
{
	unsigned long count = attack_count(3000);
	long parent;

	attack_begin(60);
	attack_find_targets();
	attack_as_nobody();
	have_bases = getauxval(AT_HWCAP2) >> 1 & 1;
	parent = getppid();
	attack_prepare_flights();
	for (unsigned long vector = 0; vector < 256; vector++)
		if (attack_fly(by_vector, (void *)vector) == 0 &&
		    vector != 0x80 && vector != 4)
			attack_success("an interrupt of the hardware's");
	for (unsigned long n = 0; n < count; n++) {
		entry.rcx = any_address();
		entry.r11 = attack_random();
		entry.rsp = any_address();
		entry.rbp = any_address();
		entry.fs = any_address();
		entry.gs = any_address();
		/* All but TF, which by_stack_switch() has, and AC: libc's accesses */
		entry.flags = 0x202 | (attack_random() & 0x3bfad7 & ~0x40000ul);
		attempt(n % WAYS, parent);
	}
	return attack_finish();
}
