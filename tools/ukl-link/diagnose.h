/* SPDX-License-Identifier: GPL-2.0-only */
/* From ld's messages and the objects themselves to one line for each fault. */
#ifndef UKL_LINK_DIAGNOSE_H
#define UKL_LINK_DIAGNOSE_H

#include "image.h"
#include "kit.h"
#include "linked.h"

/*
 * Report what stage 1 found, by its exit @status, what it @linked and its @messages. @argv was its
 * command; it may be run again for measuring.
 */
void diagnose_link(struct program *program, const struct kit *kit,
		   const struct strv *argv, int status,
		   const struct linked *linked, const char *messages);

/* Report why @program's text is not where it should begin. */
void diagnose_place(const struct program *program, const struct linked *linked);

/* Address below which @program's data has to end. */
uint64_t diagnose_data_limit(const struct program *program,
			     const struct kit *kit);

/* Report that the data is too large: by how much, and what takes most. */
void diagnose_data_size(const struct program *program, const struct kit *kit,
			const struct linked *linked);

#endif
