// SPDX-License-Identifier: GPL-2.0-only
/*
 * The page tables, as ring 0 sees them: nothing in the kernel's half or the program's is
 * both writable and executable, no user page is executable for the program (SMEP), and
 * neither text nor constants of program and kernel are writable.
 */
#include <cpuid.h>
#include "check.h"

#define PRESENT (1ul << 0)
#define WRITE (1ul << 1)
#define USER (1ul << 2)
#define LARGE (1ul << 7)
#define NO_EXECUTE (1ul << 63)
#define ADDRESS 0x000ffffffffff000ul

/* Where the kernel has all of memory: it is not moved */
static unsigned long memory = 0xffff888000000000;
static unsigned long leaves, executable, both, user_executable;

static void leaf(unsigned long address, unsigned long flags)
{
	leaves++;
	if (flags & NO_EXECUTE)
		return;
	executable++;
	if (address >> 63 == 0)
		user_executable++;
	if (flags & WRITE && both++ < 5)
		printf("writable and executable: %#lx\n", address);
}

/* Permissions are those that all levels give */
static void walk(unsigned long table, int level, unsigned long start,
		 unsigned long flags)
{
	const volatile unsigned long *entries = (void *)(memory + table);

	for (unsigned long i = 0; i < 512; i++) {
		unsigned long entry = entries[i], all;
		unsigned long address = start + (i << (12 + 9 * level));

		if (!(entry & PRESENT))
			continue;
		if (address >> 47 & 1 && level >= 3)
			address |= 0xffff000000000000;
		all = ((flags & entry) & (WRITE | USER)) |
		      ((flags | entry) & NO_EXECUTE);
		if (level == 0 || (level <= 2 && entry & LARGE))
			leaf(address, all);
		else
			walk(entry & ADDRESS, level - 1, address, all);
	}
}

/* The entry that maps one address */
static unsigned long flags_of(unsigned long table, const void *where)
{
	unsigned long address = (unsigned long)where, flags = WRITE | USER;

	for (int level = 3; level >= 0; level--) {
		unsigned long i = address >> (12 + 9 * level) & 511;
		unsigned long entry =
			((const volatile unsigned long *)(memory + table))[i];

		if (!(entry & PRESENT))
			return 0;
		flags = ((flags & entry) & (WRITE | USER)) |
			((flags | entry) & NO_EXECUTE) | PRESENT;
		if (level == 0 || (level <= 2 && entry & LARGE))
			break;
		table = entry & ADDRESS;
	}
	return flags;
}

int main(void)
{
	static const char constant[] = "constant";
	static volatile char data = 1;
	unsigned long cr3, cr4, stack;

	begin(60);
	if (current_ring() != 0)
		return 1;
	/* they are there */
	stack = *(const volatile char *)constant + data;
	asm volatile("mov %%cr3, %0; mov %%cr4, %1" : "=r"(cr3), "=r"(cr4));
	CHECK(!(cr4 >> 12 & 1)); /* four levels */
	cr3 &= ADDRESS;
	walk(cr3, 3, 0, WRITE | USER);
	CHECK(leaves > 100);
	CHECK(executable > 0);
	CHECK(both == 0);
	CHECK(user_executable == 0);
	CHECK((flags_of(cr3, (void *)main) & (PRESENT | WRITE | NO_EXECUTE)) ==
	      PRESENT);
	CHECK((flags_of(cr3, (void *)0xffffffff81000000) &
	       (PRESENT | WRITE | NO_EXECUTE)) == PRESENT);
	CHECK((flags_of(cr3, constant) & (PRESENT | WRITE | NO_EXECUTE)) ==
	      (PRESENT | NO_EXECUTE));
	CHECK((flags_of(cr3, (const void *)&data) &
	       (PRESENT | WRITE | NO_EXECUTE)) ==
	      (PRESENT | WRITE | NO_EXECUTE));
	CHECK(flags_of(cr3, &stack) & NO_EXECUTE);
	CHECK(flags_of(cr3, NULL) == 0);
	return finish();
}
