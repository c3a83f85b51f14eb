/* SPDX-License-Identifier: GPL-2.0-only */
/* Everything that ukl-link adds to the kernel, as one relocatable object. */
#ifndef UKL_LINK_IMAGE_OBJECT_H
#define UKL_LINK_IMAGE_OBJECT_H

#include <stdbool.h>

#include "image.h"

/* Write @path from @image's programs, initramfs and note. False after a report. */
bool image_object_write(const struct image *image, const char *path);

#endif
