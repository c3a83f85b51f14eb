/* SPDX-License-Identifier: GPL-2.0-only */
/* Stage 2: vmlinux again, with the programs in it. */
#ifndef UKL_LINK_KERNEL_LINK_H
#define UKL_LINK_KERNEL_LINK_H

#include "kit.h"

/*
 * Link the kit's kernel with @image_object and a table of symbols that is true of the result.
 * Returns the path of the vmlinux, in the temporary directory; NULL after reports.
 */
char *kernel_link(const struct kit *kit, const char *image_object);

#endif
