/* SPDX-License-Identifier: GPL-2.0-only */
/* Whole files: read at once, written at once or not at all. */
#ifndef UKL_FILES_H
#define UKL_FILES_H

#include <stdbool.h>
#include <stddef.h>

struct file {
	unsigned char *data; /* followed by a NUL when read by file_read() */
	size_t size;
};

/* Read all of @path; false with errno set. */
bool file_read(const char *path, struct file *file);

/* Map @path read-only, for large files; false with errno set. file_unmap() ends it. */
bool file_map(const char *path, struct file *file);
void file_unmap(struct file *file);

/*
 * Write @path so that it either has the whole content or is as it was; write errors, also those that
 * only close() tells, are reported. False after a report.
 */
bool file_write(const char *path, const void *data, size_t size,
		unsigned int mode);

/* Copy @from to @path in the same way. */
bool file_copy(const char *from, const char *path, unsigned int mode);

#endif
