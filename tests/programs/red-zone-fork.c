// SPDX-License-Identifier: GPL-2.0-only
/* The red zone survives the system call that copies the address space. */
#include "check.h"

/* Sixteen words below the stack pointer, fork, compare; 1000 on a difference, else the pid */
long leaf_fork(long seed);
asm(".text\n"
    "leaf_fork:\n"
    "mov $-128, %rcx\n"
    "1: lea (%rdi,%rcx), %rax\n"
    "mov %rax, (%rsp,%rcx)\n"
    "add $8, %rcx\n"
    "jnz 1b\n"
    "mov $57, %eax\n"
    "syscall\n"
    "mov %rax, %rsi\n"
    "mov $200000, %ecx\n"
    "2: dec %ecx\n"
    "jnz 2b\n"
    "mov $-128, %rcx\n"
    "3: lea (%rdi,%rcx), %rax\n"
    "cmp (%rsp,%rcx), %rax\n"
    "jne 4f\n"
    "add $8, %rcx\n"
    "jnz 3b\n"
    "mov %rsi, %rax\n"
    "ret\n"
    "4: mov $-1, %rax\n"
    "ret\n");

int main(void)
{
	begin(30);
	for (long i = 0; i < 100; i++) {
		long pid = leaf_fork(i * 1000003);

		if (pid == 0)
			_exit(3);
		CHECK(pid > 0);
		CHECK(WEXITSTATUS(reap((pid_t)pid)) == 3);
	}
	printf("kept\n");
	return finish();
}
