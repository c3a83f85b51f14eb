/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Unwind tables for the kernel's gates, the part of them that belongs to the program: a signal may
 * find it there. gate_unwind.c leads unwinders here. The symbols are the kernel's exports, the code is
 * its arch/x86/ukl/gate.S.
 *
 * Not in .eh_frame: what ld sorts there must have a constant extent, and the stubs have the kernel's.
 * So this is a header without the table for searching by halves (0xff: omitted), and unwinders read
 * one entry after the other.
 */
#define DW_CFA_advance_loc	0x40
#define DW_CFA_offset		0x80
#define DW_CFA_register		0x09
#define DW_CFA_def_cfa		0x0c
#define RCX			2
#define RSP			7
#define RETURN_ADDRESS		16

/* The return address is on the stack, as after a call. */
.macro ON_STACK
	.byte	DW_CFA_def_cfa, RSP, 8
	.byte	DW_CFA_offset + RETURN_ADDRESS, 1	/* at CFA - 1 * 8 */
.endm

/* It is in RCX and off the stack. */
.macro IN_RCX
	.byte	DW_CFA_def_cfa, RSP, 0
	.byte	DW_CFA_register, RETURN_ADDRESS, RCX
.endm

.macro AFTER bytes
	.byte	DW_CFA_advance_loc + \bytes
.endm

.macro ENTRY start, size
	.long	2f - 1f
1:	.long	. - .Lcie
	.quad	\start
	.quad	\size
	.uleb128 0
.endm

.macro END_ENTRY
	.balign	8					/* DW_CFA_nop is 0 */
2:
.endm

	.section .rodata.ukl_gate_cfi, "a", @progbits
	.balign	8
	.globl	__ukl_gate_cfi
__ukl_gate_cfi:
	.byte	1			/* version */
	.byte	0x1b			/* the pointer: PC-relative, 4 bytes, signed */
	.byte	0xff			/* number of entries: omitted */
	.byte	0xff			/* table: omitted */
	.long	.Lcie - .

	.balign	8
.Lcie:
	.long	2f - 1f
1:	.long	0			/* this is a CIE */
	.byte	1			/* version */
	.string	"zR"
	.uleb128 1			/* code alignment */
	.sleb128 -8			/* data alignment */
	.byte	RETURN_ADDRESS
	.uleb128 1
	.byte	0x00			/* addresses: 8 bytes, absolute */
	ON_STACK
	END_ENTRY

	/* push %rcx; ret */
	ENTRY	ukl_gate_return, 2
	IN_RCX
	AFTER	1
	ON_STACK
	END_ENTRY

	/* pop %rcx; then ukl_syscall_restart: mov %rsp, %r11; jmp */
	ENTRY	ukl_syscall, 9
	AFTER	1
	IN_RCX
	END_ENTRY

	/*
	 * All behind it: stubs that jump to ukl_syscall, a jmp, a ret, and the functions that read clocks,
	 * none of which moves the stack pointer.
	 */
	ENTRY	__ukl_gate_stubs, __ukl_gate_stubs_size
	END_ENTRY

	.long	0			/* no more */

	.section .note.GNU-stack, "", @progbits
