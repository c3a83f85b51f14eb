// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "nearest.h"
#include "report.h"

static size_t smallest(size_t a, size_t b, size_t c)
{
	size_t least = a < b ? a : b;

	return c < least ? c : least;
}

/* Letters that are missing, too many, other ones, or two in the wrong order. */
static size_t count_slips(const char *a, const char *b)
{
	size_t width = strlen(b) + 1, height = strlen(a) + 1;
	size_t *slips = xcalloc(width * height, sizeof(*slips)), result;

	for (size_t i = 0; i < height; i++) {
		size_t *row = &slips[i * width];
		/* not used where there is none */
		const size_t *above = i > 0 ? row - width : row;
		const size_t *twice = i > 1 ? above - width : row;

		for (size_t j = 0; j < width; j++) {
			if (!i || !j) {
				row[j] = i + j;
				continue;
			}
			row[j] =
				smallest(above[j] + 1, row[j - 1] + 1,
					 above[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				row[j] = smallest(row[j], row[j],
						  twice[j - 2] + 1);
		}
	}
	result = slips[width * height - 1];
	free(slips);
	return result;
}

const char *nearest(const char *word, const struct strv *known)
{
	/* With more slips than that it is another word. */
	size_t least = strlen(word) / 3 + 1;
	const char *best = NULL;

	for (size_t i = 0; i < known->nr; i++) {
		size_t slips = count_slips(word, known->v[i]);

		if (slips < least) {
			least = slips;
			best = known->v[i];
		}
	}
	return best;
}

void die_unknown(const char *word, const char *kind, const struct strv *known)
{
	const char *meant = nearest(word, known);

	if (meant)
		die_usage("%s: %s (did you mean %s?)", word, kind, meant);
	die_usage("%s: %s", word, kind);
}

void die_unknown_option(const char *word, const struct strv *known)
{
	die_unknown(xstrndup(word, strcspn(word, "=")), "unknown option",
		    known);
}
