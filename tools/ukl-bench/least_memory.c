// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "least_memory.h"
#include "report.h"

/* The boots differ in the seed, so in the guest's random addresses. */
static bool succeeds(struct search *search, unsigned int memory)
{
	json_t *step = json_pack("{s:i}", "memory", (int)memory);
	char *why = NULL;
	unsigned int boots;

	search->trial.boot.memory = memory;
	for (boots = 0; !why && boots < search->tries; boots++) {
		struct readiness readiness;

		progress("%s: %u MB, boot %u of %u", search->name, memory,
			 boots + 1, search->tries);
		search->trial.boot.seed = boots + 1;
		why = trial_run(&search->trial, &readiness);
		free(readiness.line);
	}
	json_object_set_new(step, "boots", json_integer(boots));
	if (why)
		json_object_set_new(step, "failed", json_string(why));
	json_array_append_new(search->steps, step);
	free(why);
	return !why;
}

unsigned int least_memory(struct search *search)
{
	unsigned int enough = search->enough;
	/* Too little; tried or, to begin with, only believed to be. */
	unsigned int little = search->low < enough ? search->low : enough - 1;
	bool tried = false;

	for (;;) {
		while (enough - little > 1) {
			unsigned int middle = little + (enough - little) / 2;

			if (succeeds(search, middle)) {
				enough = middle;
			} else {
				little = middle;
				tried = true;
			}
		}
		if (tried || !little || !succeeds(search, little))
			return enough;
		/* So the belief was wrong. */
		enough = little;
		little = 0;
	}
}
