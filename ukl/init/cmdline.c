// SPDX-License-Identifier: GPL-2.0-only
/* Words of the kernel command line. Nothing here needs the system. */
#include "init.h"
#include "nolibc.h"

static int is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

char *next_word(char **line)
{
	char *from = *line, *to, *word;
	int quoted = 0;

	while (is_blank(*from))
		from++;
	if (!*from)
		return NULL;

	/* The quotes themselves are dropped, as the kernel does. */
	for (word = to = from; *from && (quoted || !is_blank(*from)); from++) {
		if (*from == '"')
			quoted = !quoted;
		else
			*to++ = *from;
	}
	*line = *from ? from + 1 : from;
	*to = '\0';
	return word;
}

char *cut(char *text)
{
	char *colon = strchr(text, ':');

	if (!colon)
		return text + strlen(text);
	*colon = '\0';
	return colon + 1;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int percent_decode(char *text)
{
	char *to = text;

	for (; *text; text++) {
		if (*text == '%') {
			int high = hex_value(text[1]);
			int low = high < 0 ? -1 : hex_value(text[2]);

			/* A NUL byte would cut the string short. */
			if (low < 0 || (high | low) == 0)
				return -1;
			*to++ = (char)(high << 4 | low);
			text += 2;
		} else {
			*to++ = *text;
		}
	}
	*to = '\0';
	return 0;
}
