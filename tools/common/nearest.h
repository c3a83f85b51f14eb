/* SPDX-License-Identifier: GPL-2.0-only */
/* What somebody may have meant who has mistyped a word. */
#ifndef UKL_NEAREST_H
#define UKL_NEAREST_H

#include "mem.h"

/* Of @known the one that takes the fewest slips to become @word; NULL: none is near. */
const char *nearest(const char *word, const struct strv *known);

/* die_usage(): "WORD: KIND", and what of @known may be meant. */
_Noreturn void die_unknown(const char *word, const char *kind,
			   const struct strv *known);

/* die_usage() about an option that is not among @known; what follows a '=' does not count. */
_Noreturn void die_unknown_option(const char *word, const struct strv *known);

#endif
