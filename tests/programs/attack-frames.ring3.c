// SPDX-License-Identifier: GPL-2.0-only
/* Attack: signal frames with every selector, at each address an attacker would like to go to. */
#include "attack.h"

static ucontext_t forged;

static const unsigned short stacks[] = { 0x00, 0x10, 0x18, 0x2b,
					 0x2a, 0x07, 0x33, 0xffff };
static const unsigned long flags[] = { 0x202,	0x3202,	 0x4202,  0x40202,
				       0x10302, 0x20202, 0x47ed7, 0x0 };
#define NR(list) (sizeof(list) / sizeof((list)[0]))

/* Ring 0 could not even execute it: a user page. In ring 3, HLT is SIGSEGV. */
extern char in_user_page[];
asm(".text\n"
    "in_user_page: hlt; ud2\n");

static void attempt(unsigned long cs, unsigned long ss, unsigned long ip,
		    unsigned long sp, unsigned long eflags, int strict)
{
	greg_t *registers = forged.uc_mcontext.gregs;
	char what[100];

	forged = attack_frame;
	if (!strict)
		forged.uc_flags &= ~4ul; /* UC_STRICT_RESTORE_SS */
	registers[REG_CSGSFS] = (greg_t)(ss << 48 | cs);
	registers[REG_RIP] = (greg_t)ip;
	registers[REG_RSP] = (greg_t)sp;
	registers[REG_EFL] = (greg_t)eflags;
	snprintf(what, sizeof(what),
		 "frame cs %#lx ss %#lx ip %#lx sp %#lx flags %#lx", cs, ss, ip,
		 sp, eflags);
	attack_fly_to_death(attack_use_frame, &forged, what);
}

int main(void)
{
	static char stack[256];
	unsigned long number = 0;

	attack_begin(80);
	attack_find_targets();
	attack_add_target((unsigned long)in_user_page);
	attack_as_nobody();
	attack_prepare_flights();
	attack_take_frame();

	for (size_t i = 0; i < attack_targets.nr; i++) {
		unsigned long ip = attack_targets.address[i];

		/* All of the GDT and as much of an LDT, in each ring */
		for (unsigned long cs = 0; cs < 256; cs++, number++)
			attempt(cs, stacks[number % NR(stacks)], ip,
				(unsigned long)(stack + 128),
				flags[number / 3 % NR(flags)], number & 1);
		for (size_t j = 0; j < NR(stacks); j++)
			for (size_t k = 0; k < NR(flags); k++)
				attempt(0x10, stacks[j], ip, ip, flags[k], 1);
	}
	for (unsigned long n = attack_count(2000); n; n--)
		attempt(attack_random() & 0xffff, attack_random() & 0xffff,
			attack_targets.address[attack_below(attack_targets.nr)],
			attack_targets.address[attack_below(attack_targets.nr)],
			attack_random() & 0x3fffff, attack_random() & 1);
	return attack_finish();
}
