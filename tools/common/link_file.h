/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * PROGRAM.ukl, what ukl-cc leaves beside a program for ukl-link: the inputs of its link, in order.
 *
 *	ukl-link-file 1
 *	file 9f86d081884c7d65 /home/me/server/main.o
 *	word -lz
 *
 * A file's digest tells whether it is still the one that was linked. A path that does not begin
 * with / is relative to the folder of PROGRAM.ukl.
 */
#ifndef UKL_LINK_FILE_H
#define UKL_LINK_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "mem.h"

#define LINK_FILE_ENDING ".ukl"

struct link_input {
	char *text; /* path, or option */
	char *digest; /* "-" of a shared library, NULL of an option */
};

struct link_file {
	struct link_input *inputs;
	size_t nr;
};

void link_file_add_word(struct link_file *file, const char *word);

/* False with errno set if @path cannot be read. */
bool link_file_add_file(struct link_file *file, const char *path);

/* Is it called so, libNAME.so or libNAME.so.1? */
bool is_shared_library(const char *path);
/* libNAME.a? */
bool is_static_library(const char *path);

/*
 * Copy the files for which @keep returns a name (NULL: stays where it is) to @path.NUMBER.NAME, and
 * write @path, in which they have these names. False after a report.
 */
bool link_file_write(struct link_file *file, const char *path,
		     const char *(*keep)(const char *input,
					 const void *context),
		     const void *context);

/* Read @path; all paths are absolute then. False after a report. */
bool link_file_read(struct link_file *file, const char *path);

/*
 * Are the files still those of the link? A shared library becomes the archive that stands beside it.
 * False after a report of each that is not there.
 */
bool link_file_check(struct link_file *file, const char *path);

/* The inputs as words of a link with archives. */
void link_file_words(const struct link_file *file, struct strv *words);

#endif
