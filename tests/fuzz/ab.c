// SPDX-License-Identifier: GPL-2.0-only
/* What ab prints. */
#include <stdlib.h>

#include "../../tools/ukl-bench/ab.h"
#include "harness.h"

static void take(void *context)
{
	struct ab ab = { .endpoint = { "127.0.0.1", 80 },
			 .connections = 1,
			 .keep_alive = true,
			 .page = 612 };
	double seconds = 0;

	(void)context;
	if (!ab_send(&ab, 100, &seconds))
		FUZZ_ASSERT(seconds > 0 && seconds < 1e300);
	ab_send(&ab, 1, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text;

	fuzz_cut(&data, &size, 0, &text);
	fuzz_spawn_output = text;
	fuzz_try(take, NULL);
	fuzz_spawn_output = NULL;
	free(text);
	return 0;
}
