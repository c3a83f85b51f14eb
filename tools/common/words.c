// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plain.h"
#include "words.h"

/* Copy one word from *text to @out without its quotes; false if a quote stays open. */
static bool take_word(const char **text, char *out)
{
	const char *p = *text;
	char quote = 0;

	for (; *p && (quote || !isspace((unsigned char)*p)); p++) {
		if (quote && *p == quote) {
			quote = 0;
		} else if (!quote && (*p == '\'' || *p == '"')) {
			quote = *p;
		} else if (*p == '\\' && p[1] && quote != '\'') {
			/* between double quotes, \ is special only before these */
			if (quote && !strchr("\"\\$`\n", p[1]))
				*out++ = *p;
			*out++ = *++p;
		} else {
			*out++ = *p;
		}
	}
	*out = '\0';
	*text = p;
	return !quote;
}

bool words_split(const char *text, struct strv *words)
{
	char *word = xmalloc(strlen(text) + 1);
	bool closed = true;

	while (closed) {
		while (isspace((unsigned char)*text))
			text++;
		if (!*text)
			break;
		closed = take_word(&text, word);
		if (closed)
			strv_add(words, word);
	}
	free(word);
	return closed;
}

/* $'...', which bash reads: nothing of it is special on the terminal where it is shown. */
static char *quote_bytes(const char *word)
{
	char *quoted = xmalloc(4 * strlen(word) + 4), *out = quoted;

	out += sprintf(out, "$'");
	for (; *word; word++) {
		unsigned char byte = *word;

		if (byte < ' ' || byte >= 0x7f || byte == '\'' || byte == '\\')
			out += sprintf(out, "\\%03o", byte);
		else
			*out++ = byte;
	}
	strcpy(out, "'");
	return quoted;
}

char *word_quote(const char *word)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789@%_-+=:,./";
	char *quoted, *out;

	if (*word && !word[strspn(word, plain)])
		return xstrdup(word);
	if (!is_plain(word))
		return quote_bytes(word);
	/* each ' becomes '\'' */
	quoted = xmalloc(4 * strlen(word) + 3);
	out = quoted;
	*out++ = '\'';
	for (; *word; word++) {
		if (*word == '\'') {
			memcpy(out, "'\\''", 4);
			out += 4;
		} else {
			*out++ = *word;
		}
	}
	*out++ = '\'';
	*out = '\0';
	return quoted;
}

bool has_only(const char *text, const char *others)
{
	for (; *text; text++)
		if (!isalnum((unsigned char)*text) && !strchr(others, *text))
			return false;
	return true;
}
