// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attack: jumps, calls and returns to the gates, to linked text and to all over the kernel,
 * near and far. Not LCALL, LRET and IRET: QEMU uses the stack for them as the kernel, which
 * SMAP forbids, and the fault comes again and again. attack-frames has the kernel's own IRET.
 */
#include "attack.h"

static struct {
	unsigned long offset;
	unsigned short selector;
} __attribute__((packed)) far;

static void near_jump(void *address)
{
	asm volatile("jmp *%0" : : "r"(address) : "memory");
}

static void near_call(void *address)
{
	asm volatile("mov $39, %%eax; call *%0"
		     :
		     : "r"(address)
		     : "memory", "rax", "rcx", "r11");
}

static void near_return(void *address)
{
	asm volatile("push %0; ret" : : "r"(address) : "memory");
}

static void far_jump(void *unused)
{
	(void)unused;
	asm volatile("rex.W ljmp *%0" : : "m"(far));
}

static void read_byte(void *address)
{
	(void)*(volatile char *)address;
}

static void write_byte(void *address)
{
	*(volatile char *)address = 0;
}

static const struct {
	void (*code)(void *);
	const char *what;
} near[] = {
	{ near_jump, "jump" }, { near_call, "call" },	{ near_return, "ret" },
	{ read_byte, "read" }, { write_byte, "write" },
};
#define NR(list) (sizeof(list) / sizeof((list)[0]))

static void attempt(const char *how, void (*code)(void *),
		    unsigned long address, unsigned long selector)
{
	char what[80];

	far.offset = address;
	far.selector = (unsigned short)selector;
	snprintf(what, sizeof(what), "%s %#lx:%#lx", how, selector, address);
	attack_fly_to_death(code, (void *)address, what);
}

/* Every gate and entry of the kernel that says so in its name, and a sample of all the rest */
static void all_over_the_kernel(FILE *symbols)
{
	char line[512], name[256], type;
	unsigned long address;
	unsigned long nr = 0;

	while (fgets(line, sizeof(line), symbols)) {
		if (sscanf(line, "%lx %c %255s", &address, &type, name) != 3 ||
		    address < 0xffff800000000000)
			continue;
		if (strncmp(name, "__ukl_", 6) && strncmp(name, "ukl_", 4) &&
		    ++nr % 16)
			continue;
		attempt(name, near[nr % 3].code, address, 0);
	}
	fclose(symbols);
}

int main(void)
{
	FILE *symbols;

	attack_begin(80);
	attack_find_targets();
	symbols = fopen("/proc/kallsyms", "re");
	CHECK(symbols);
	attack_as_nobody();
	attack_prepare_flights();
	all_over_the_kernel(symbols);
	for (size_t i = 0; i < attack_targets.nr; i++) {
		unsigned long address = attack_targets.address[i];

		for (size_t j = 0; j < NR(near); j++)
			attempt(near[j].what, near[j].code, address, 0);
		for (unsigned long selector = 0; selector < 256; selector++)
			attempt("far jump", far_jump, address, selector);
	}
	for (unsigned long n = attack_count(2000); n; n--) {
		size_t j = attack_below(NR(near));
		unsigned long address = attack_random() | 1ul << 63;

		/* The kernel's text and data as often as all the rest */
		if (n & 1)
			address = 0xffffffff80000000 |
				  (attack_random() & 0x3ffffff);
		attempt("far jump", far_jump, address,
			attack_random() & 0xffff);
		attempt(near[j].what, near[j].code, address, 0);
	}
	return attack_finish();
}
