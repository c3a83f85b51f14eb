// SPDX-License-Identifier: GPL-2.0-only
/* A recipe. */
#include "../../tools/ukl-link/recipe.h"
#include "harness.h"

static void take(void *context)
{
	struct recipe recipe = { 0 };
	struct image image = { 0 };

	recipe_read(&recipe, context, &image);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *names[] = { "recipe", NULL };
	const char *files[] = { fuzz_file(data, size) };

	fuzz_try(take, (char *)fuzz_folder(names, files));
	return 0;
}
