/* SPDX-License-Identifier: GPL-2.0-only */
/* Options for ld that make no sense in the link of a program with the kernel. */
#ifndef UKL_LINK_LD_WORD_CHECK_H
#define UKL_LINK_LD_WORD_CHECK_H

#include "../common/mem.h"

/* Dies if @word, of -Wl,WORD or -Xlinker WORD, is one of them. */
void ld_word_check(const char *word);

/*
 * Dies if one of @words, of a file that may be anybody's, is an option but those that a build may need: with
 * some ld writes other files than its output, executes something, or reads more words.
 */
void ld_words_check_foreign(const struct strv *words);

#endif
