/* SPDX-License-Identifier: GPL-2.0-only */
/* From what the user says to what is to be made. */
#ifndef UKL_LINK_DESCRIBE_H
#define UKL_LINK_DESCRIBE_H

#include "image.h"
#include "options.h"
#include "recipe.h"

/*
 * Fill in @image, complete with defaults, from the command line and from the recipe that it names, which
 * is read into @recipe. Mistakes are reported; some end the program.
 */
void describe_image(const struct options *opts, struct recipe *recipe,
		    struct image *image);

#endif
