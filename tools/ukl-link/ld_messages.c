// SPDX-License-Identifier: GPL-2.0-only
/* Texts as of binutils 2.40 in the C locale: ldmain.c, ldcref.c, bfd/elflink.c. */
#include <stdlib.h>
#include <string.h>

#include "ld_messages.h"

static void add_once(struct strv *list, char *text)
{
	if (list->nr == LD_MESSAGES_MAX)
		return;
	for (size_t i = 0; i < list->nr; i++)
		if (!strcmp(list->v[i], text))
			return;
	strv_add(list, text);
}

/* What stands between @before and the next ' in @line, or NULL; the caller owns it. */
static char *quoted_after(const char *line, const char *before)
{
	const char *found = strstr(line, before), *end;

	if (!found)
		return NULL;
	found += strlen(before);
	end = strchr(found, '\'');
	return end ? xstrndup(found, end - found) : NULL;
}

static bool take_quoted(const char *line, const char *before, struct strv *list)
{
	char *name = quoted_after(line, before);

	if (name)
		add_once(list, name);
	free(name);
	return name;
}

static bool contains_any(const char *line, const char *const *texts)
{
	for (; *texts; texts++)
		if (strstr(line, *texts))
			return true;
	return false;
}

/* Follow-ups of other messages, and warnings about what is no fault of a linked image. */
static bool says_nothing(const char *line)
{
	static const char *const texts[] = {
		"collect2: error: ld returned",
		"more undefined references to",
		"additional relocation overflows omitted",
		"final link failed: bad value",
		"final link failed: nonrepresentable section",
		/* the stack's permissions are set by the linker script */
		"missing .note.GNU-stack section implies",
		"NOTE: This behaviour is deprecated",
		/* a program without data that could be write-protected */
		"unable to allocate any sections to PT_GNU_RELRO segment",
		/* glibc on getaddrinfo() and others: they load nothing for "files" and "dns" */
		"in statically linked applications requires at runtime",
		NULL,
	};

	return contains_any(line, texts);
}

/* "/usr/bin/ld: " in front says nothing either. */
static const char *skip_program(const char *line)
{
	const char *colon = strstr(line, "ld: ");

	if (colon && (colon == line || colon[-1] == '/' || colon[-1] == '-') &&
	    !memchr(line, ' ', colon - line))
		return colon + 4;
	return line;
}

static bool take_executable_stack(const char *line,
				  struct ld_messages *messages)
{
	const char *end = strstr(line, ": requires executable stack"),
		   *start = line;
	char *name;

	if (!end)
		return false;
	if (!strncmp(start, "warning: ", 9))
		start += 9;
	name = xstrndup(start, end - start);
	add_once(&messages->executable_stack, name);
	free(name);
	return true;
}

static void read_line(struct ld_messages *messages, const char *line)
{
	const char *warning = strstr(line, "warning: ");

	if (says_nothing(line) ||
	    take_quoted(line, "undefined reference to `",
			&messages->undefined) ||
	    take_quoted(line, "multiple definition of `",
			&messages->duplicate) ||
	    take_executable_stack(line, messages))
		return;
	if (strstr(line, "relocation truncated to fit")) {
		messages->truncated = true;
		add_once(&messages->truncated_lines, (char *)line);
	} else if (warning) {
		add_once(&messages->warnings,
			 (char *)warning + strlen("warning: "));
	} else {
		add_once(&messages->others, (char *)line);
	}
}

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len >= end_len && !strcmp(text + len - end_len, end);
}

void ld_messages_read(struct ld_messages *messages, const char *text)
{
	char *copy = xstrdup(text), *rest = copy, *line;

	*messages = (struct ld_messages){ 0 };
	while ((line = strsep(&rest, "\n"))) {
		const char *said = skip_program(line);

		/* "main.o: in function `main':" is the heading of the lines that follow */
		if (*said &&
		    !(strstr(said, ": in function `") && ends_with(said, "':")))
			read_line(messages, said);
	}
	free(copy);
}
