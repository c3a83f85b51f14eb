// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "watch.h"

/*
 * Collect bytes; true when a line is complete in line->text. What is longer
 * than the room is cut, so that a guest cannot make this program grow.
 */
static bool line_feed(struct line *line, char byte)
{
	if (byte == '\n') {
		line->text[line->used] = '\0';
		line->used = 0;
		return true;
	}
	/* These lines are shown: no control characters to the terminal. */
	if (byte == '\r')
		return false;
	if (line->used < sizeof(line->text) - 1)
		line->text[line->used++] = byte >= ' ' && byte < 0x7f ? byte :
									'?';
	return false;
}

static void take_status(struct watch *watch)
{
	const char *text = watch->status_line.text;
	int number, end = 0;

	if (strcmp(text, "start") == 0)
		watch->started = true;
	/* Only the first report counts: process 1 makes it, and one only. */
	if (watch->outcome != OUTCOME_NONE)
		return;
	if (strncmp(text, "fault ", 6) == 0)
		snprintf(watch->fault, sizeof(watch->fault), "%s", text + 6);
	else if (sscanf(text, "exit %3d%n", &number, &end) == 1 && !text[end] &&
		 number >= 0 && number <= 255)
		watch->outcome = OUTCOME_EXIT;
	else if (sscanf(text, "signal %3d%n", &number, &end) == 1 &&
		 !text[end] && number >= 1 && number <= 64)
		watch->outcome = OUTCOME_SIGNAL;
	if (watch->outcome != OUTCOME_NONE)
		watch->number = number;
}

void watch_status(struct watch *watch, const char *bytes, size_t size)
{
	while (size--)
		if (line_feed(&watch->status_line, *bytes++))
			take_status(watch);
}

static void take_console(struct watch *watch)
{
	static const char panic[] = "Kernel panic - not syncing";
	const char *text = watch->console_line.text;
	const char *found = strstr(text, panic);

	/* The lines after the first panic line are its consequences. */
	if (watch->is_panic || !*text)
		return;
	if (found) {
		watch->is_panic = true;
		text = found;
	}
	snprintf(watch->last, sizeof(watch->last), "%s", text);
}

void watch_console(struct watch *watch, const char *bytes, size_t size)
{
	while (size--)
		if (line_feed(&watch->console_line, *bytes++))
			take_console(watch);
}

void watch_errors(struct watch *watch, const char *bytes, size_t size)
{
	while (size--)
		if (line_feed(&watch->error_line, *bytes++) &&
		    !strstr(watch->error_line.text, ": terminating on signal "))
			fprintf(stderr, "%s\n", watch->error_line.text);
}
