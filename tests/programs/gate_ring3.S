/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ukl_syscall for an ordinary process: the syscall instruction behind a call.
 * Where the return address on the stack would be in the way, this routine does
 * what the kernel does for the linked program: the caller sees a call that
 * came back, on whatever stack the kernel left.
 */
#include <asm/unistd.h>

	.text
	.globl	ukl_syscall
	.type	ukl_syscall, @function
ukl_syscall:
	cmp	$__NR_vfork, %eax
	je	.Lvfork
	cmp	$__NR_clone, %eax
	je	.Lclone
	cmp	$__NR_rt_sigreturn, %eax
	je	.Lsigreturn
.Lplain:
	syscall
	ret

	/* the child shares the stack and overwrites the return address */
.Lvfork:
	popq	vfork_return(%rip)
	syscall
	jmp	*vfork_return(%rip)

	/* a child with a stack of its own returns by that stack */
.Lclone:
	test	%rsi, %rsi
	jz	.Lplain
	mov	(%rsp), %rcx
	sub	$8, %rsi
	mov	%rcx, (%rsi)
	syscall
	lea	8(%rsi), %rsi
	ret

	/* the frame starts where the caller's stack pointer is */
.Lsigreturn:
	add	$8, %rsp
	syscall
	ud2
	.size	ukl_syscall, . - ukl_syscall

	.local	vfork_return
	.comm	vfork_return, 8, 8
	.section .note.GNU-stack, "", @progbits
