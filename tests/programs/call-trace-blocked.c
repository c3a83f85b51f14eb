// SPDX-License-Identifier: GPL-2.0-only
/*
 * A tracer attaches to a process that sleeps in a call, by PTRACE_ATTACH and by
 * PTRACE_SEIZE and PTRACE_INTERRUPT, sees the call and its arguments in the
 * registers, and lets go: the call goes on, or ends as it does for a signal.
 */
#include "call-blocking.h"
#include "ptrace.h"

#define NEAR (64l << 20)
#define ATTACHES 3

/* What the kernel keeps to itself but for tracers */
enum {
	ERESTARTSYS = 512,
	ERESTARTNOINTR,
	ERESTARTNOHAND,
	ERESTART_RESTARTBLOCK = 516,
};

static char said[BLOCKINGS][512];

int main(void);

static const char *restart_name(long rax)
{
	switch (-rax) {
	case ERESTARTSYS:
		return "ERESTARTSYS";
	case ERESTARTNOINTR:
		return "ERESTARTNOINTR";
	case ERESTARTNOHAND:
		return "ERESTARTNOHAND";
	case ERESTART_RESTARTBLOCK:
		return "ERESTART_RESTARTBLOCK";
	default:
		return raw_outcome(rax);
	}
}

static void look(struct blocked *b, char *text, size_t size)
{
	struct user_regs_struct r = registers_of(b->pid);
	unsigned long arguments[6] = { r.rdi, r.rsi, r.rdx, r.r10, r.r8, r.r9 };
	long here;

	/* a sleep that was interrupted before is restart_syscall now */
	CHECK((long)r.orig_rax == b->number ||
	      ((long)r.orig_rax == SYS_restart_syscall &&
	       (long)r.rax == -ERESTART_RESTARTBLOCK));
	for (int i = 0; i < 6; i++) {
		if (arguments[i] != (unsigned long)b->arguments[i])
			printf("%s by %s: argument %d\n", b->what->name,
			       way_name(b->way), i);
		CHECK(arguments[i] == (unsigned long)b->arguments[i]);
	}
	CHECK(labs((long)(r.rip - (unsigned long)main)) < NEAR);
	CHECK(labs((long)(r.rsp - (unsigned long)&here)) < NEAR);
	CHECK((r.cs & 0xffff) == 0x33 && (r.ss & 0xffff) == 0x2b);
	CHECK(ptrace(PTRACE_PEEKUSER, b->pid,
		     offsetof(struct user, regs.orig_rax),
		     NULL) == (long)r.orig_rax);
	snprintf(text, size, "%s", restart_name((long)r.rax));
}

/* What the tracer saw, or "done" */
static void attach(struct blocked *b, int seize, char *text, size_t size)
{
	snprintf(text, size, "done");
	if (!blocked_wait(b))
		return;
	if (seize) {
		MUST(ptrace(PTRACE_SEIZE, b->pid, NULL, NULL));
		MUST(ptrace(PTRACE_INTERRUPT, b->pid, NULL, NULL));
	} else {
		MUST(ptrace(PTRACE_ATTACH, b->pid, NULL, NULL));
	}
	CHECK(!strcmp(next_stop(b->pid),
		      seize ? "stopped by SIGTRAP" : "stopped by SIGSTOP"));
	look(b, text, size);
	MUST(ptrace(PTRACE_DETACH, b->pid, NULL, NULL));
}

static void all(enum way way)
{
	struct blocked *b[BLOCKINGS];
	char seen[BLOCKINGS][ATTACHES][32];

	for (int i = 0; i < BLOCKINGS; i++)
		b[i] = blocked_start(&blockings[i], way, 0);
	for (int n = 0; n < ATTACHES; n++)
		for (int i = 0; i < BLOCKINGS; i++)
			attach(b[i], n % 2, seen[i][n], sizeof(seen[i][n]));
	for (int i = 0; i < BLOCKINGS; i++) {
		char text[512];
		int went_on = blocked_wait(b[i]);
		const char *end;

		if (went_on && blockings[i].timed)
			MUST(kill(b[i]->pid, SIGKILL));
		blocked_release(b[i]);
		end = blocked_end(b[i]);
		snprintf(text, sizeof(text), "%.31s %.31s %.31s, %s%s",
			 seen[i][0], seen[i][1], seen[i][2],
			 went_on ? "went on, " : "", end);
		if (way == BY_FUNCTION) {
			printf("%s: %s\n", blockings[i].name, text);
			snprintf(said[i], sizeof(said[i]), "%s", text);
		} else if (strcmp(said[i], text)) {
			printf("%s by %s: %s\n", blockings[i].name,
			       way_name(way), text);
			CHECK(!"the same");
		}
	}
}

int main(void)
{
	begin(60);
	EACH_WAY(way)
	all(way);
	return finish();
}
