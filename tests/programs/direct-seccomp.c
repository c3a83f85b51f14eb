// SPDX-License-Identifier: GPL-2.0-only
/* A seccomp filter sees the number and all six arguments of every call by name. */
#include "call-ways.h"
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>

static const long numbers[] = {
#define NUMBER(name) SYS_##name,
	CALL_NAMES(NUMBER)
};
#define NUMBERS (sizeof(numbers) / sizeof(numbers[0]))

static const unsigned long expected[6] = {
	0x1111111122222222, 0x3333333344444444, 0x5555555566666666,
	0x7777777788888888, 0x99999999aaaaaaaa, 0xbbbbbbbbcccccccc,
};

#define WRONG_ARGUMENT 4000 /* plus its position; numbers are below 500 */
#define WRONG_ARCH 3999

static long results[WAYS][NUMBERS];

/* The ring-3 stand-in for the gate moves the stack pointer for these */
static int is_emulated(long number)
{
	return number == SYS_clone || number == SYS_vfork ||
	       number == SYS_rt_sigreturn;
}

static struct sock_filter statement(int code, uint32_t k)
{
	return (struct sock_filter)BPF_STMT((uint16_t)code, k);
}

/* Return the number as the error, or what is wrong */
static size_t build(struct sock_filter *filter)
{
	size_t n = 0;

	filter[n++] = statement(BPF_LD | BPF_W | BPF_ABS,
				offsetof(struct seccomp_data, arch));
	filter[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
						   AUDIT_ARCH_X86_64, 1, 0);
	filter[n++] =
		statement(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | WRONG_ARCH);
	for (uint32_t i = 0; i < 12; i++) {
		uint32_t half = (uint32_t)(expected[i / 2] >> (i % 2 * 32));

		filter[n++] = statement(
			BPF_LD | BPF_W | BPF_ABS,
			(uint32_t)offsetof(struct seccomp_data, args) + 4 * i);
		filter[n++] = (struct sock_filter)BPF_JUMP(
			BPF_JMP | BPF_JEQ | BPF_K, half, 1, 0);
		filter[n++] =
			statement(BPF_RET | BPF_K,
				  SECCOMP_RET_ERRNO | (WRONG_ARGUMENT + i / 2));
	}
	filter[n++] = statement(BPF_LD | BPF_W | BPF_ABS,
				offsetof(struct seccomp_data, nr));
	filter[n++] = statement(BPF_ALU | BPF_OR | BPF_K, SECCOMP_RET_ERRNO);
	filter[n++] = statement(BPF_RET | BPF_A, 0);
	return n;
}

int main(void)
{
	struct sock_filter filter[64];
	struct sock_fprog program = { 0, filter };
	long(*seen)[NUMBERS];
	pid_t pid;

	begin(20);
	seen = mmap(NULL, sizeof(results), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	MUST((long)seen);
	program.len = (unsigned short)build(filter);
	pid = child();
	if (pid == 0) {
		MUST(prctl(PR_SET_DUMPABLE, 0));
		MUST(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
		MUST(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program));
		/* From here on no call does anything: the end is a fault */
		EACH_WAY(way)
		for (size_t i = 0; i < NUMBERS; i++)
			seen[way][i] = way == BY_GATE &&
						       is_emulated(numbers[i]) ?
					       -numbers[i] :
					       call(way, numbers[i],
						    expected[0], expected[1],
						    expected[2], expected[3],
						    expected[4], expected[5]);
		__builtin_trap();
	}
	printf("%s\n", fate(reap(pid)));
	EACH_WAY(way)
	{
		size_t right = 0;

		for (size_t i = 0; i < NUMBERS; i++) {
			long error = -seen[way][i];

			/* number 0 with error 0 is a success */
			right += error == numbers[i];
			if (error != numbers[i])
				printf("call %ld by %s: %ld\n", numbers[i],
				       way_name(way), error);
		}
		printf("by %s: all %d\n", way_name(way), right == NUMBERS);
		CHECK(right == NUMBERS);
	}
	return finish();
}
