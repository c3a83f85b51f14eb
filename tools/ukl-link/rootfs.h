/* SPDX-License-Identifier: GPL-2.0-only */
/* The image's root file system: an initramfs. */
#ifndef UKL_LINK_ROOTFS_H
#define UKL_LINK_ROOTFS_H

#include <stdbool.h>

#include "image.h"
#include "kit.h"

/*
 * Make @image->initramfs from @image's folders, links and settings and the kit's init. The result
 * depends on names, modes and contents only. False after reports.
 */
bool rootfs_make(struct image *image, const struct kit *kit);

#endif
