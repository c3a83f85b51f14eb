// SPDX-License-Identifier: GPL-2.0-only
/*
 * The trial guest: from reset to 64-bit mode with paging, as Linux needs it,
 * then one byte to the exit device. A /dev/kvm that opens proves nothing: where
 * the host is itself a guest, KVM may refuse or fail at any of these steps.
 *
 * The code is the last 256 bytes below 1 MB, where QEMU also maps the BIOS;
 * the processor starts 16 bytes before the end, in real mode (Intel SDM
 * volume 3, 9.1.4). isa-debug-exit turns byte B into exit status B << 1 | 1.
 */
#include "trial_rom.h"

_Static_assert(TRIAL_STATUS == (0x15 << 1 | 1), "the byte sent below");
_Static_assert(TRIAL_PORT == 0x501, "the port used below");

__asm__(".pushsection .rodata\n"
	".globl trial_rom_code\n"
	".balign 16\n"
	"trial_rom_code:\n"
	".set base, 0xfff00\n" /* linear address of trial_rom_code */
	".set segment, 0xff00\n" /* its offset in the BIOS segment 0xf000 */
	".code16\n"
	"real_mode:\n"
	"	cli\n"
	"	lgdtl %cs:(segment + gdt_pointer - trial_rom_code)\n"
	"	movl %cr0, %eax\n"
	"	orb $1, %al\n" /* PE */
	"	movl %eax, %cr0\n"
	"	ljmpl $8, $(base + protected_mode - trial_rom_code)\n"
	".code32\n"
	"protected_mode:\n"
	"	movl $0x18, %eax\n"
	"	movl %eax, %ds\n"
	/* Page tables for the first 2 MB; memory is zero at reset. */
	"	movl $0x2003, 0x1000\n"
	"	movl $0x3003, 0x2000\n"
	"	movl $0x83, 0x3000\n"
	"	movl $0x20, %eax\n" /* PAE */
	"	movl %eax, %cr4\n"
	"	movl $0x1000, %eax\n"
	"	movl %eax, %cr3\n"
	"	movl $0xc0000080, %ecx\n" /* EFER */
	"	rdmsr\n"
	"	orl $0x100, %eax\n" /* LME */
	"	wrmsr\n"
	"	movl %cr0, %eax\n"
	"	orl $0x80000000, %eax\n" /* PG */
	"	movl %eax, %cr0\n"
	"	ljmpl $0x10, $(base + long_mode - trial_rom_code)\n"
	".code64\n"
	"long_mode:\n"
	"	movb $0x15, %al\n"
	"	movw $0x501, %dx\n"
	"	outb %al, %dx\n"
	"1:	hlt\n"
	"	jmp 1b\n"
	".balign 8\n"
	"gdt:\n"
	"	.quad 0\n"
	"	.quad 0x00cf9b000000ffff\n" /* 8: 32-bit code */
	"	.quad 0x00af9b000000ffff\n" /* 0x10: 64-bit code */
	"	.quad 0x00cf93000000ffff\n" /* 0x18: data */
	"gdt_pointer:\n"
	"	.word . - gdt - 1\n"
	"	.long base + gdt - trial_rom_code\n"
	".org trial_rom_code + 0xf0, 0xf4\n"
	".code16\n"
	"	jmp real_mode\n" /* relative: the base of the segment stays */
	".org trial_rom_code + 0x100, 0xf4\n"
	".code64\n"
	".popsection\n");
