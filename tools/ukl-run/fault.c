// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fault.h"
#include "mem.h"
#include "spawn.h"

/* " [ADDRESS]" at text? Its length, or 0. */
static size_t address_at(const char *text)
{
	size_t digits;

	if (strncmp(text, " [", 2) != 0)
		return 0;
	digits = strspn(text + 2, "0123456789abcdef");
	return digits && digits <= 16 && text[2 + digits] == ']' ? digits + 3 :
								   0;
}

/* One line for each address: "/home/me/hello.c:7 (discriminator 2)". NULL: unknown. */
static char *ask_addr2line(const char *image, const char *said)
{
	struct spawn_options options = { .capture_out = 1, .capture_err = 1 };
	char *debug = xasprintf("%s.debug", image), *out = NULL, *err = NULL;
	struct strv argv = { 0 };

	if (access(debug, R_OK) != 0)
		return NULL;
	strv_add(&argv, "addr2line");
	strv_add(&argv, "-s");
	strv_add(&argv, "-e");
	strv_add(&argv, debug);
	for (; *said; said++) {
		size_t length = address_at(said);

		if (length)
			strv_add(&argv,
				 xasprintf("%.*s", (int)length - 3, said + 2));
	}
	return spawn(&argv, &options, &out, &err) == 0 ? out : NULL;
}

/* " (hello.c:7)" for the line at *lines, which is left at the next one */
static char *take_line(char **lines)
{
	char *line = *lines, *end = line ? strchr(line, '\n') : NULL;

	if (!end)
		return xstrdup("");
	*lines = end + 1;
	*end = '\0';
	line[strcspn(line, " ")] = '\0';
	return strstr(line, ":?") || strstr(line, ":0") || line[0] == '?' ?
		       xstrdup("") :
		       xasprintf(" (%s)", line);
}

const char *fault_text(const char *image, const char *said)
{
	const char *where = strstr(said, ": signal ");
	char *lines, *text;

	if (!*said)
		return "";
	if (strncmp(said, "ukl: ", 5) != 0 || !where)
		return xasprintf("; Linux says: %s", said);
	where += strlen(": signal ");
	where += strspn(where, "0123456789");
	lines = ask_addr2line(image, where);
	text = xstrdup("");
	while (*where) {
		size_t length = address_at(where), plain = 1;

		if (length) {
			text = xasprintf("%s%s", text, take_line(&lines));
		} else {
			while (where[plain] && !address_at(where + plain))
				plain++;
			text = xasprintf("%s%.*s", text, (int)plain, where);
		}
		where += length ? length : plain;
	}
	return text;
}
