/* SPDX-License-Identifier: GPL-2.0-only */
/* ukl-link --new: the beginning of a recipe. */
#ifndef UKL_LINK_NEW_RECIPE_H
#define UKL_LINK_NEW_RECIPE_H

/* Write the folder @dir with a recipe and a program that work as they are; the exit status. */
int new_recipe(const char *dir);

#endif
