// SPDX-License-Identifier: GPL-2.0-only
/*
 * Signals that come in a blocking call, with SA_RESTART and without: it ends
 * with EINTR, or goes on with all its arguments and does what it should, for
 * every way to make the call.
 */
#include "call-blocking.h"

#define SIGNALS 3

static char said[BLOCKINGS][300];

static void all(enum way way, int flags)
{
	struct blocked *b[BLOCKINGS];

	for (int i = 0; i < BLOCKINGS; i++)
		b[i] = blocked_start(&blockings[i], way, flags);
	for (int n = 1; n <= SIGNALS; n++)
		for (int i = 0; i < BLOCKINGS; i++) {
			if (!blocked_wait(b[i]))
				continue;
			MUST(kill(b[i]->pid, SIGUSR1));
			while (b[i]->handled < n && !b[i]->done &&
			       !blocked_died(b[i]))
				sleep_ms(1);
		}
	for (int i = 0; i < BLOCKINGS; i++) {
		char text[300];
		int restarted = blocked_wait(b[i]);

		blocked_release(b[i]);
		snprintf(text, sizeof(text), "%s%s",
			 restarted ? "went on, " : "", blocked_end(b[i]));
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
	static const int flags[] = { 0, SA_RESTART };

	begin(60);
	for (int i = 0; i < 2; i++) {
		printf("%s SA_RESTART\n", i ? "with" : "without");
		EACH_WAY(way)
		all(way, flags[i]);
	}
	return finish();
}
