// SPDX-License-Identifier: GPL-2.0-only
/* An image, as ukl-link --info reads it: ELF, bzImage, anything. */
#include "../../tools/ukl-link/note.h"
#include "harness.h"

static void take(void *context)
{
	note_print(context);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_try(take, (char *)fuzz_file(data, size));
	fuzz_try(take, (char *)fuzz_image(data, size));
	return 0;
}
