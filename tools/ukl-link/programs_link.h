/* SPDX-License-Identifier: GPL-2.0-only */
/* Stage 1 for all programs of an image: each one's text begins where the one before ends. */
#ifndef UKL_LINK_PROGRAMS_LINK_H
#define UKL_LINK_PROGRAMS_LINK_H

#include "image.h"
#include "kit.h"
#include "toolchain.h"

/*
 * Link @image's programs and add the files of their link maps to @maps, if one is wanted. Reports
 * what is wrong with them, in their order; false if something is.
 */
bool programs_link(struct image *image, const struct kit *kit,
		   const struct toolchain *tools, struct strv *maps);

#endif
