/* SPDX-License-Identifier: GPL-2.0-only */
/* Programs of Debian's that can be put into the root file system by name: --with. */
#ifndef UKL_LINK_WITH_H
#define UKL_LINK_WITH_H

#include "image.h"
#include "rootfs_tree.h"

/* "busybox" */
bool with_knows(const char *name);

/* Put what @image wants into @tree. False after a report. */
bool with_put(struct tree *tree, const struct image *image);

#endif
