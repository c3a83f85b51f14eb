/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading ar archives: System V and BSD long names, thin archives. */
#ifndef UKL_LINK_ARCHIVE_H
#define UKL_LINK_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>

#include "../common/files.h"

struct member {
	char *name; /* of a thin archive's: path, resolved against the archive's folder */
	const unsigned char *data; /* NULL in a thin archive: in the file */
	size_t size;
	size_t header; /* offset in the archive */
};

struct archive {
	char *path;
	struct file file;
	bool thin;
	bool has_index; /* symbol table, without which ld finds nothing */
	struct member *members; /* without the index and the name table */
	size_t nr_members;
};

bool is_archive(const struct file *file);

/* Read the directory of a mapped archive; NULL, or what is wrong with it. */
const char *archive_read(struct archive *archive, const char *path,
			 const struct file *file);

#endif
