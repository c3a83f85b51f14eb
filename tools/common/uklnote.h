/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The description that a linked image carries: an ELF note with name "UKL" and type 1, whose
 * descriptor is JSON text.
 */
#ifndef UKL_UKLNOTE_H
#define UKL_UKLNOTE_H

#include <stdbool.h>
#include <stdint.h>

enum { UKL_NOTE_TYPE = 1, UKL_LINE_MAX = 60 };

/* CPUs that an image may ask for, and that its kernel may have room for. */
enum { SMP_MAX = 64, PROCESSORS_MAX = 8192 };

/*
 * The JSON text of @path, an ELF image or a bzImage with a gzip payload, as a string that the caller
 * owns. NULL after a report: unreadable, not an image, damaged, or without the note.
 */
char *uklnote_read(const char *path);

/*
 * The same, and *end: the byte after the last one that the kernel takes of physical memory where it
 * is loaded.
 */
char *uklnote_read_with_end(const char *path, uint64_t *end);

/* The same of an ELF image, without reports: for who can do without. */
char *uklnote_peek(const char *path);

/* Fit for a health check by lines: printable, and of 1 to UKL_LINE_MAX characters. */
bool uklnote_is_line(const char *text);

#endif
