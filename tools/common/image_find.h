/* SPDX-License-Identifier: GPL-2.0-only */
/* Images by name. */
#ifndef UKL_IMAGE_FIND_H
#define UKL_IMAGE_FIND_H

/* The file that FILE or NAME stands for, here or in the build folder; NULL after a report. */
const char *image_find(const char *name);

#endif
