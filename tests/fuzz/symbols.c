// SPDX-License-Identifier: GPL-2.0-only
/* The symbols of an image, for ukl-bench --profile. */
#include "../../tools/ukl-bench/symbols.h"
#include "harness.h"

static void take(void *context)
{
	struct symbols symbols = { 0 };

	if (!symbols_add(&symbols, context))
		return;
	symbols_sort(&symbols);
	symbols_find(&symbols, 0xffffffff81000000);
	symbols_address(&symbols, "main");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_try(take, (char *)fuzz_file(data, size));
	return 0;
}
