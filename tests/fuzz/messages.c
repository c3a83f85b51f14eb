// SPDX-License-Identifier: GPL-2.0-only
/* What ld says about objects: it quotes them. */
#include <stdlib.h>

#include "../../tools/ukl-link/ld_messages.h"
#include "harness.h"

static void take(void *context)
{
	struct ld_messages messages;

	ld_messages_read(&messages, context);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text;

	fuzz_cut(&data, &size, 0, &text);
	fuzz_try(take, text);
	free(text);
	return 0;
}
