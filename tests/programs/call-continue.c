// SPDX-License-Identifier: GPL-2.0-only
/*
 * SIGSTOP and SIGCONT in a blocking call, without a handler: nearly all calls
 * go on as if nothing had been, sleeps for the rest of their time.
 */
#include "call-blocking.h"

#define STOPS 3

static char said[BLOCKINGS][300];

static void stop_and_continue(struct blocked *b)
{
	int status;

	if (!blocked_wait(b))
		return;
	MUST(kill(b->pid, SIGSTOP));
	MUST(waitpid(b->pid, &status, WUNTRACED));
	if (!WIFSTOPPED(status)) {
		b->reaped = 1;
		b->status_of_child = status;
		return;
	}
	CHECK(task_state(b->pid, b->pid) == 'T');
	MUST(kill(b->pid, SIGCONT));
}

static void all(enum way way)
{
	struct blocked *b[BLOCKINGS];
	uint64_t start[BLOCKINGS];

	for (int i = 0; i < BLOCKINGS; i++) {
		start[i] = now_ns();
		b[i] = blocked_start(&blockings[i], way, 0);
	}
	for (int n = 0; n < STOPS; n++)
		for (int i = 0; i < BLOCKINGS; i++)
			stop_and_continue(b[i]);
	for (int i = 0; i < BLOCKINGS; i++) {
		char text[300];
		int went_on = blocked_wait(b[i]) || blockings[i].timed;
		const char *end;

		blocked_release(b[i]);
		end = blocked_end(b[i]);
		snprintf(text, sizeof(text), "%s%s", went_on ? "went on, " : "",
			 end);
		if (blockings[i].timed)
			CHECK(now_ns() - start[i] >=
			      (uint64_t)timed_ms * 1000000);
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
	timed_ms = 500;
	EACH_WAY(way)
	all(way);
	return finish();
}
