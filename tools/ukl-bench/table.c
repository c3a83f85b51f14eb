// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "table.h"

static char *append(char *out, const char *more)
{
	size_t len = strlen(out);

	out = xrealloc(out, len + strlen(more) + 1);
	strcpy(out + len, more);
	return out;
}

static char *append_padded(char *out, const char *text, size_t width,
			   int to_the_right)
{
	char *padded =
		xasprintf("%*s", to_the_right ? (int)width : -(int)width, text);

	out = append(out, padded);
	free(padded);
	return out;
}

static size_t *get_widths(const struct table *table)
{
	size_t *widths = xcalloc(table->columns, sizeof(*widths));

	for (size_t i = 0; i < table->cells.nr; i++) {
		size_t len = strlen(table->cells.v[i]);

		if (len > widths[i % table->columns])
			widths[i % table->columns] = len;
	}
	return widths;
}

char *table_text(const struct table *table, char *out)
{
	size_t *widths = get_widths(table);

	for (size_t i = 0; i < table->cells.nr; i++) {
		size_t column = i % table->columns;

		out = append_padded(out, table->cells.v[i], widths[column],
				    column > 0);
		out = append(out, column + 1 < table->columns ? "  " : "\n");
	}
	free(widths);
	return out;
}

char *table_markdown(const struct table *table, char *out)
{
	size_t *widths = get_widths(table);

	for (size_t i = 0; i < table->cells.nr; i++) {
		size_t column = i % table->columns;

		out = append(out, column ? " " : "| ");
		out = append_padded(out, table->cells.v[i], widths[column],
				    column > 0);
		out = append(out, column + 1 < table->columns ? " |" : " |\n");
		if (i + 1 != table->columns)
			continue;
		for (column = 0; column < table->columns; column++)
			out = append(out, column ? "--:|" : "|---|");
		out = append(out, "\n");
	}
	free(widths);
	return out;
}

char *table_number(double number)
{
	char *digits, *grouped, *to;
	size_t len;

	/* no "-0.0" */
	if (number < 0.05 && number > -0.05)
		number = 0;
	if (number < 999.95)
		return xasprintf("%.1f", number);
	digits = xasprintf("%.0f", number);
	len = strlen(digits);
	to = grouped = xmalloc(2 * len + 1);
	for (size_t i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			*to++ = ',';
		*to++ = digits[i];
	}
	*to = '\0';
	free(digits);
	return grouped;
}
