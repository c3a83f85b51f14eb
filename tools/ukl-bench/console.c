// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "console.h"
#include "words.h"

static const char prefix[] = "calls: ";

struct reader {
	const struct console_expect *expect;
	struct figures *figures;
	size_t model;
	bool begun, has_ended;
	unsigned long rows, ended; /* rows read; what the last line says */
};

/* A whole number, all of the word, at most @max. */
static bool take_number(const char *word, unsigned long max,
			unsigned long *number)
{
	char *end;

	errno = 0;
	*number = strtoul(word, &end, 10);
	return *word >= '0' && *word <= '9' && !*end && !errno &&
	       *number <= max;
}

static void fail_all(struct reader *reader, const char *why)
{
	for (size_t i = 0; i < reader->figures->rows.nr; i++)
		figure_fail(figures_at(reader->figures, i, reader->model), "%s",
			    why);
}

static struct figure *find_row(struct reader *reader, const char *name)
{
	for (size_t i = 0; i < reader->figures->rows.nr; i++)
		if (!strcmp(reader->figures->rows.v[i], name))
			return figures_at(reader->figures, i, reader->model);
	return NULL;
}

/* begin RING BATCHES */
static void take_begin(struct reader *reader, const struct strv *words)
{
	unsigned long ring, batches;

	if (reader->begun)
		fail_all(reader, "the program has started twice");
	else if (words->nr != 3 || !take_number(words->v[1], 3, &ring) ||
		 !take_number(words->v[2], 1000, &batches) ||
		 batches != reader->expect->batches)
		fail_all(reader, "the first line of the guest is damaged");
	else if ((int)ring != reader->expect->ring)
		fail_all(reader, ring ? "it ran in ring 3, not in ring 0" :
					"it ran in ring 0, not in ring 3");
	reader->begun = true;
}

/* row NAME CALLS EMPTY TICKS... */
static void take_row(struct reader *reader, const struct strv *words)
{
	unsigned long calls, empty, ticks;
	struct figure *figure = words->nr > 1 ? find_row(reader, words->v[1]) :
						NULL;

	if (!figure) {
		fail_all(reader, "a line of the guest names no known call");
		return;
	}
	reader->rows++;
	if (figure->nr && figure->run[figure->nr - 1] == reader->expect->run) {
		figure_fail(figure, "measured twice in one boot");
		return;
	}
	if (words->nr != 4 + reader->expect->batches ||
	    !take_number(words->v[2], 1000000, &calls) || !calls ||
	    !take_number(words->v[3], 1000000000, &empty)) {
		figure_fail(figure, "its line is damaged");
		return;
	}
	for (size_t i = 4; i < words->nr; i++) {
		/* What costs less than nothing has not been called. */
		if (!take_number(words->v[i], 1UL << 50, &ticks) ||
		    ticks <= empty) {
			figure_fail(figure, "its line is damaged");
			return;
		}
		figure_add(figure, reader->expect->run,
			   ((double)ticks - empty) / calls);
	}
}

/* wrong NAME WHY, and - for a name: nothing could be measured */
static void take_wrong(struct reader *reader, const char *text)
{
	size_t len = strcspn(text, " ");
	char *name = xstrndup(text, len);
	struct figure *figure = find_row(reader, name);
	const char *why = text[len] ? text + len + 1 : "wrong";

	if (figure)
		figure_fail(figure, "%s", why);
	else
		fail_all(reader, why);
	free(name);
}

static void take_line(struct reader *reader, const char *line)
{
	struct strv words = { 0 };

	if (!strncmp(line, "wrong ", 6)) {
		take_wrong(reader, line + 6);
		return;
	}
	if (!words_split(line, &words) || !words.nr)
		fail_all(reader, "a line of the guest is damaged");
	else if (!strcmp(words.v[0], "begin"))
		take_begin(reader, &words);
	else if (!reader->begun)
		fail_all(reader, "the first line of the guest is missing");
	else if (!strcmp(words.v[0], "row"))
		take_row(reader, &words);
	else if (!strcmp(words.v[0], "end") && words.nr == 2 &&
		 !reader->has_ended &&
		 take_number(words.v[1], 1000, &reader->ended))
		reader->has_ended = true;
	else
		fail_all(reader, "a line of the guest is damaged");
}

/* The lines were good as far as they went; are they all? */
static void finish(struct reader *reader)
{
	const char *why = reader->expect->why;
	bool any_failed = false;

	if (!reader->begun)
		fail_all(reader, why ? why : "the program wrote nothing");
	if (!reader->has_ended)
		fail_all(reader, why ? why : "the guest's output is cut short");
	if (reader->ended != reader->rows)
		fail_all(reader, "a line of the guest is missing");
	for (size_t i = 0; i < reader->figures->rows.nr; i++) {
		struct figure *figure =
			figures_at(reader->figures, i, reader->model);

		if (!figure->nr ||
		    figure->run[figure->nr - 1] != reader->expect->run)
			figure_fail(figure, "the guest has not measured it");
		any_failed |= figure->failed != NULL;
	}
	/* Status 1 is explained by what has failed, if anything has. */
	if (why && !any_failed)
		fail_all(reader, why);
}

void console_take(const char *text, const struct console_expect *expect,
		  struct figures *figures, size_t model)
{
	struct reader reader = { .expect = expect,
				 .figures = figures,
				 .model = model };
	char *copy = xstrdup(text), *rest = copy, *line;

	while ((line = strsep(&rest, "\n"))) {
		line[strcspn(line, "\r")] = '\0';
		if (!strncmp(line, prefix, strlen(prefix)))
			take_line(&reader, line + strlen(prefix));
	}
	free(copy);
	finish(&reader);
}
