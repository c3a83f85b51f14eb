/* SPDX-License-Identifier: GPL-2.0-only */
/* The description that the image carries, for ukl-run and for people. */
#ifndef UKL_LINK_NOTE_H
#define UKL_LINK_NOTE_H

#include "image.h"
#include "kit.h"
#include "toolchain.h"

#ifndef UKL_VERSION
#define UKL_VERSION "0.1.0"
#endif

/* Make @image->note: an ELF note with JSON text in it. */
void note_make(struct image *image, const struct kit *kit,
	       const struct toolchain *tools);

/* Print the description in @path; the exit status. */
int note_print(const char *path);

#endif
