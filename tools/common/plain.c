// SPDX-License-Identifier: GPL-2.0-only
#include <stddef.h>

#include "plain.h"

/*
 * How many bytes the character at @p has; 0: it is none that may be shown. U+0080 to U+009F are
 * control characters, too: U+009B is as good as ESC [.
 */
static size_t plain_length(const unsigned char *p)
{
	size_t length;

	if (*p < 0x80)
		return (*p >= ' ' && *p != 0x7f) || *p == '\t';
	if (*p < 0xc2 || *p > 0xf4 || (*p == 0xc2 && p[1] < 0xa0))
		return 0;
	length = *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : 4;
	for (size_t i = 1; i < length; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return length;
}

bool is_plain(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t length;

	for (; *p; p += length) {
		length = plain_length(p);
		if (!length)
			return false;
	}
	return true;
}

void make_plain(char *text)
{
	unsigned char *p = (unsigned char *)text;

	while (*p) {
		size_t length = plain_length(p);

		if (length)
			p += length;
		else
			*p++ = '?';
	}
}
