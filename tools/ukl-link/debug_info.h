/* SPDX-License-Identifier: GPL-2.0-only */
/* What debuggers know of the programs, beside the image. */
#ifndef UKL_LINK_DEBUG_INFO_H
#define UKL_LINK_DEBUG_INFO_H

#include <stdbool.h>

#include "image.h"

/*
 * If the objects of the first linked program have debug information, put it into
 * IMAGE.debug, for addr2line, gdb and ukl-run; else remove that file. False after a report.
 */
bool debug_info_write(const struct image *image);

/* That of an image that could not be written. */
void debug_info_remove(const struct image *image);

#endif
