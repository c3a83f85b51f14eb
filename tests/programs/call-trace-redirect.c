// SPDX-License-Identifier: GPL-2.0-only
/* A tracer gives a call that sleeps, and is restarted, other arguments. */
#include "call-blocking.h"
#include "ptrace.h"

/* The same buffer, 32 bytes further on, and a size of three */
static void read_elsewhere(struct user_regs_struct *r)
{
	r->rsi += 32;
	r->rdx = 3;
}

/* No address of the sender, its fifth argument */
static void no_address(struct user_regs_struct *r)
{
	r->rsi += 32;
	r->r10 = 0;
	r->r8 = 0;
	r->r9 = 0;
}

/* Another call */
static void getpid_instead(struct user_regs_struct *r)
{
	r->orig_rax = SYS_getpid;
}

/* No restart */
static void none(struct user_regs_struct *r)
{
	r->orig_rax = (unsigned long)-1;
	r->rax = (unsigned long)-EDOM;
}

static const struct {
	const char *name;
	void (*change)(struct user_regs_struct *r);
	int ends;
} changes[] = {
	{ "read pipe", read_elsewhere, 0 },
	{ "recvfrom", no_address, 0 },
	{ "read pipe", getpid_instead, 1 },
	{ "futex", none, 1 },
};

int main(void)
{
	begin(30);
	EACH_WAY(way)
	{
		printf("by %s\n", way_name(way));
		for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]);
		     i++) {
			struct blocked *b = blocked_start(
				blocking_named(changes[i].name), way, 0);
			struct user_regs_struct r;
			int status;

			CHECK(blocked_wait(b));
			MUST(ptrace(PTRACE_ATTACH, b->pid, NULL, NULL));
			CHECK(!strcmp(next_stop(b->pid), "stopped by SIGSTOP"));
			r = registers_of(b->pid);
			changes[i].change(&r);
			MUST(ptrace(PTRACE_SETREGS, b->pid, NULL, &r));
			MUST(ptrace(PTRACE_DETACH, b->pid, NULL, NULL));
			if (!changes[i].ends)
				CHECK(blocked_wait(b));
			blocked_release(b);
			while (waitpid(b->pid, &status, 0) < 0)
				;
			b->reaped = 1;
			b->status_of_child = status;
			printf("%s: %.16s, %.16s, length %d, ", changes[i].name,
			       b->buffer, b->buffer + 32, (int)b->length);
			if (b->result == b->pid)
				b->result = 4711;
			printf("%s\n", blocked_end(b));
		}
	}
	return finish();
}
