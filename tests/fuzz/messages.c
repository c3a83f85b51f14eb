// SPDX-License-Identifier: GPL-2.0-only
/* What ld says about objects: it quotes them. */
#include "../../tools/ukl-link/ld_messages.h"
#include "harness.h"

static void take(void *context)
{
	struct ld_messages messages;

	ld_messages_read(&messages, context);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_try_text(take, data, size);
}
