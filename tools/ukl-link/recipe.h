/* SPDX-License-Identifier: GPL-2.0-only */
/* Recipes: how a known program is built, linked and started. docs/recipes.md has the keys. */
#ifndef UKL_LINK_RECIPE_H
#define UKL_LINK_RECIPE_H

#include <stdbool.h>

#include "image.h"

struct recipe {
	char *name;
	char *dir; /* its folder */
	char *path; /* the file, for messages */
	char *summary;
	char *package; /* Debian source package, or NULL */
	char *build; /* executable in the folder, or NULL */
	struct strv build_depends; /* Debian packages */
	struct strv sources; /* C files in the folder */
	struct strv objects; /* patterns in the build's output */
	struct strv libraries; /* link options */
};

/*
 * Read the recipe @name (of the data folder's apps/, or a folder) into @recipe, and what it says
 * about the image into @image. Reports every fault by file and line; false if there was one.
 */
bool recipe_read(struct recipe *recipe, const char *name, struct image *image);

/* Can @name only be meant as a recipe? Used to tell "ukl-link nginx" from "ukl-link a.o". */
bool recipe_names(const char *name);

/*
 * Build what the recipe builds, unless the cache has it, add its objects and libraries to @program
 * and put the output folder in place of $UKL_OUT in @image's roots. False after a report.
 */
bool recipe_build(const struct recipe *recipe, struct program *program,
		  struct image *image);

/* Print the names and summaries of all recipes. */
void recipe_list(void);

#endif
