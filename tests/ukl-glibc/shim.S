/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the kernel offers to linked programs, by the instruction `syscall`.
 * make-shim generates the file CALLS.
 */

#include <asm/unistd_64.h>

	.text

	.macro function name
	.globl \name
	.type \name, @function
	.balign 16
\name:
	.cfi_startproc
	.endm

	.macro end_function name
	.cfi_endproc
	.size \name, . - \name
	.endm

/* Leave in no register and nowhere on the stack what a caller might rely on. */
	.macro spoil
#ifdef STRICT
	push	%rax
	.cfi_adjust_cfa_offset 8
	mov	$0xbad0bad0bad0bad0, %rcx
	.rept 16
	push	%rcx
	.cfi_adjust_cfa_offset 8
	.endr
	add	$128, %rsp
	.cfi_adjust_cfa_offset -128
	pop	%rax
	.cfi_adjust_cfa_offset -8
	mov	%rcx, %rdx
	mov	%rcx, %rsi
	mov	%rcx, %rdi
	mov	%rcx, %r8
	mov	%rcx, %r9
	mov	%rcx, %r10
	mov	%rcx, %r11
#endif
	.endm

/*
 * The gate. Most calls leave the stack alone, and the return address can stay
 * where it is. Who shares memory with the caller, or begins on another stack,
 * finds it in r9, which is no argument of those, and which their callers in C do
 * not rely on.
 */
function ukl_syscall
	cmp	$__NR_rt_sigreturn, %eax
	je	.Lsigreturn
	cmp	$__NR_vfork, %eax
	je	.Lshared
	cmp	$__NR_clone3, %eax
	je	.Lshared
	cmp	$__NR_clone, %eax
	jne	.Lcall
	test	%rsi, %rsi
	jnz	.Lshared
.Lcall:	syscall
	ret
.Lshared:
	.cfi_remember_state
	pop	%r9
	.cfi_def_cfa_offset 0
	.cfi_register %rip, %r9
	syscall
	jmp	*%r9
	.cfi_restore_state
.Lsigreturn:
	add	$8, %rsp
	.cfi_def_cfa_offset 0
	syscall
	ud2
end_function ukl_syscall

/* Stubs of those that go by the gate wherever they are called from. */
	.macro gate name, number
function ukl_sys_\name
	mov	%rcx, %r10
	mov	$\number, %eax
	jmp	ukl_syscall
end_function ukl_sys_\name
	.endm

	.macro direct name, number
	.if \number == __NR_clone || \number == __NR_clone3 || \number == __NR_fork || \number == __NR_vfork || \
	    \number == __NR_execve || \number == __NR_execveat || \number == __NR_rt_sigreturn
	gate	\name, \number
	.else
function ukl_sys_\name
	mov	%rcx, %r10
	mov	$\number, %eax
	syscall
	spoil
	ret
end_function ukl_sys_\name
	.endif
	.endm

#include CALLS

	.macro clock name, number
function \name
	mov	$\number, %eax
	syscall
	spoil
	ret
end_function \name
	.endm

	clock	ukl_clock_gettime, __NR_clock_gettime
	clock	ukl_clock_getres, __NR_clock_getres
	clock	ukl_gettimeofday, __NR_gettimeofday
	clock	ukl_time, __NR_time

/* The third argument of the system call has been unused for long. */
function ukl_getcpu
	xor	%edx, %edx
	mov	$__NR_getcpu, %eax
	syscall
	spoil
	ret
end_function ukl_getcpu

	.section .note.GNU-stack, "", @progbits
