// SPDX-License-Identifier: GPL-2.0-only
/* What the guest of ukl-bench calls writes. */
#include "../../tools/ukl-bench/console.h"
#include "harness.h"

static void take(void *context)
{
	const struct console_expect expect = { .ring = 0, .batches = 3 };
	struct strv models = { 0 }, rows = { 0 };
	struct figures figures;

	strv_add(&models, "ukl");
	strv_add(&rows, "getppid");
	strv_add(&rows, "read");
	figures_init(&figures, &models, &rows);
	console_take(context, &expect, &figures, 0);
	for (size_t i = 0; i < rows.nr; i++)
		if (figure_is_good(figures_at(&figures, i, 0)))
			FUZZ_ASSERT(figure_median(figures_at(&figures, i, 0)) >
				    0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_try_text(take, data, size);
}
