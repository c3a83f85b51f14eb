/* SPDX-License-Identifier: GPL-2.0-only */
/* GNU ld's messages, sorted by kind. */
#ifndef UKL_LINK_LD_MESSAGES_H
#define UKL_LINK_LD_MESSAGES_H

#include <stdbool.h>

#include "../common/mem.h"

/* Of each kind; nobody reads more. */
enum { LD_MESSAGES_MAX = 2000 };

struct ld_messages {
	struct strv undefined; /* names of symbols, each once */
	struct strv duplicate; /* the same */
	struct strv executable_stack; /* objects that need one */
	bool truncated; /* a relocation did not fit */
	struct strv truncated_lines; /* the messages about that */
	struct strv warnings, others; /* texts to be passed on */
};

/* Sort @text; nothing in it is lost but what says nothing new, or is one too many. */
void ld_messages_read(struct ld_messages *messages, const char *text);

#endif
