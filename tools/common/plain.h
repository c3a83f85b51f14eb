/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Text of others on our user's terminal: names of files, of symbols, of rows in a result file. What
 * begins an escape sequence there, or another line, must not come through.
 */
#ifndef UKL_PLAIN_H
#define UKL_PLAIN_H

#include <stdbool.h>

/* Is there no control character in @text, and nothing that is not UTF-8? Tabs count as blanks. */
bool is_plain(const char *text);

/* Put '?' in place of each byte that is not plain. */
void make_plain(char *text);

#endif
