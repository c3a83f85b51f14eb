/* SPDX-License-Identifier: GPL-2.0-only */
/* Seccomp filters that do one thing to some calls and allow all others. */
#ifndef CALL_SECCOMP_H
#define CALL_SECCOMP_H

#include "call-ways.h"
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <ucontext.h>

#ifndef SYS_SECCOMP
#define SYS_SECCOMP 1
#endif

struct rule {
	long number;
	uint32_t action;
};

#define MOST_RULES 60

/* Install the filter; flags as for seccomp(2); its result */
static inline long seccomp_rules(const struct rule *rules, size_t count,
				 unsigned int flags)
{
	struct sock_filter filter[2 * MOST_RULES + 2];
	struct sock_fprog program = { 0, filter };
	unsigned short n = 0;

	filter[n++] = (struct sock_filter)BPF_STMT(
		BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	for (size_t i = 0; i < count; i++) {
		filter[n++] = (struct sock_filter)BPF_JUMP(
			BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)rules[i].number, 0,
			1);
		filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
							   rules[i].action);
	}
	filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
						   SECCOMP_RET_ALLOW);
	program.len = n;
	MUST(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
}

/* Arguments that are no pointers; the last with both halves set */
static const unsigned long magic[6] = {
	0x1111111122222222, 0x3333333344444444, 0x5555555566666666,
	0x7777777788888888, 0x99999999aaaaaaaa, 0xbbbbbbbbcccccccc,
};

static inline long call_magic(enum way way, long number)
{
	return call(way, number, magic[0], magic[1], magic[2], magic[3],
		    magic[4], magic[5]);
}

/* Text of the same program, be it linked or not */
#define NEAR_TEXT (64l << 20)
int main(int, char **);

static inline int in_text(unsigned long address)
{
	return labs((long)(address - (unsigned long)main)) < NEAR_TEXT;
}

#endif
