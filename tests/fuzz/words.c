// SPDX-License-Identifier: GPL-2.0-only
/* The words of a response file, which are all that a command line can have. */
#include <stdlib.h>
#include <string.h>

#include "../../tools/ukl-link/options.h"
#include "harness.h"
#include "report.h"
#include "words.h"

static void take_options(void *context)
{
	char *argv[] = { "ukl-link", xasprintf("@%s", (char *)context) };
	struct options opts = { 0 };

	options_parse(&opts, 2, argv);
	free(argv[1]);
}

/* What is split and quoted is the same when it is split again. */
static void take_words(void *context)
{
	struct strv words = { 0 }, again = { 0 };

	words_split(context, &words);
	for (size_t i = 0; i < words.nr; i++) {
		char *quoted = word_quote(words.v[i]);

		/* $'...' is for people */
		if (*quoted != '$') {
			FUZZ_ASSERT(words_split(quoted, &again));
			FUZZ_ASSERT(again.nr == i + 1 &&
				    !strcmp(again.v[i], words.v[i]));
		} else {
			strv_add(&again, words.v[i]);
		}
		free(quoted);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text;

	fuzz_try(take_options, (char *)fuzz_file(data, size));
	fuzz_cut(&data, &size, 0, &text);
	fuzz_try(take_words, text);
	free(text);
	return 0;
}
