/* SPDX-License-Identifier: GPL-2.0-only */
/* Text to words and back, by the shell's quoting rules; nothing is expanded. */
#ifndef UKL_WORDS_H
#define UKL_WORDS_H

#include <stdbool.h>

#include "mem.h"

/*
 * Append the words of @text to @words: blanks separate, '...' and "..." and \ quote.
 * False if a quote is not closed (then @words holds what came before it).
 */
bool words_split(const char *text, struct strv *words);

/* Is every character a letter, a digit, or one of @others? */
bool has_only(const char *text, const char *others);

/* @word as a shell would have to read it; the caller owns the result. */
char *word_quote(const char *word);

#endif
