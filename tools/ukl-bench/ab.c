// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ab.h"
#include "mem.h"
#include "spawn.h"

/* The number behind "KEY:" in what ab prints, -1 if there is none. */
static long get_number(const char *text, const char *key)
{
	const char *at = strstr(text, key);
	char *end;
	long number;

	if (!at)
		return -1;
	number = strtol(at + strlen(key), &end, 10);
	return end == at + strlen(key) ? -1 : number;
}

static char *last_line(char *text)
{
	char *line;

	for (size_t len = strlen(text); len && text[len - 1] == '\n'; len--)
		text[len - 1] = '\0';
	line = strrchr(text, '\n');
	return line ? line + 1 : text;
}

static char *check(const char *text, const struct ab *ab, unsigned int requests)
{
	long complete = get_number(text, "Complete requests:");
	long failed = get_number(text, "Failed requests:");
	long page = get_number(text, "Document Length:");
	long kept = get_number(text, "Keep-Alive requests:");

	if (complete < 0 || failed < 0)
		return xstrdup("ab does not tell how many requests failed");
	if (complete != (long)requests || failed)
		return xasprintf("%ld of %u requests answered, %ld wrongly",
				 complete, requests, failed);
	if (get_number(text, "Non-2xx responses:") > 0)
		return xasprintf("%ld answers have another status than 2xx",
				 get_number(text, "Non-2xx responses:"));
	if (page != (long)ab->page)
		return xasprintf("a page of %ld bytes instead of %zu", page,
				 ab->page);
	/* Servers end a connection after so many requests, nginx after 1000. */
	if (ab->keep_alive && kept < (long)requests - (long)requests / 100)
		return xasprintf("%ld of %u requests kept their connection",
				 kept < 0 ? 0 : kept, requests);
	return NULL;
}

/* 0 if it does not tell. */
static double get_seconds(const char *text)
{
	static const char key[] = "Time taken for tests:";
	const char *at = strstr(text, key);
	double seconds = at ? strtod(at + strlen(key), NULL) : 0;

	/* not(>) for what is no number, too */
	return !(seconds > 0) || isinf(seconds) ? 0 : seconds;
}

char *ab_send(const struct ab *ab, unsigned int requests, double *seconds)
{
	struct spawn_options opts = { .capture_out = 1,
				      .capture_err = 1,
				      .ends_with_us = 1 };
	struct strv argv = { 0 };
	char *text, *messages, *why;
	int status;

	strv_add(&argv, "ab");
	strv_add(&argv, "-q");
	strv_add(&argv, "-d");
	strv_add(&argv, "-n");
	strv_addf(&argv, "%u", requests);
	strv_add(&argv, "-c");
	strv_addf(&argv, "%u", ab->connections);
	if (ab->keep_alive)
		strv_add(&argv, "-k");
	strv_addf(&argv, "http://%s:%u/", ab->endpoint.host, ab->endpoint.port);
	status = spawn(&argv, &opts, &text, &messages);
	why = status ? xasprintf("ab failed with status %d: %s", status,
				 last_line(messages)) :
		       check(text, ab, requests);
	if (!why && seconds && !(*seconds = get_seconds(text)))
		why = xstrdup("ab does not tell how long it took");
	free(messages);
	free(text);
	return why;
}
