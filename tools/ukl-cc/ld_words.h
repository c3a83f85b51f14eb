/* SPDX-License-Identifier: GPL-2.0-only */
/* What the words of an ld command mean for a link by ukl-link. */
#ifndef UKL_CC_LD_WORDS_H
#define UKL_CC_LD_WORDS_H

#include "../common/link_file.h"
#include "../common/mem.h"

struct ld_link {
	bool makes_program; /* neither a library nor an object */
	char *output;
	struct link_file file;
	/* of what has been read so far */
	bool has_inputs, has_start_files, has_libraries;
	unsigned long states; /* bit 0: -Bstatic; the others: pushed ones */
};

/* @words: those of ld, without its name; response files are expanded. */
void ld_words_read(struct ld_link *link, const struct strv *words);

#endif
