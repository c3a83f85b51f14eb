// SPDX-License-Identifier: GPL-2.0-only
/* A result file of ukl-bench, compared with itself. */
#include "../../tools/ukl-bench/builtin.h"
#include "harness.h"

static void take(void *context)
{
	char *argv[] = { "compare", context, context, NULL };

	builtin_compare(3, argv);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_try(take, (char *)fuzz_file(data, size));
	return 0;
}
