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
	char *package_place; /* FILE:LINE of it, as are all places */
	char *folder; /* of the source, or NULL */
	struct strv patches;
	char *build; /* executable in the folder, or NULL */
	struct strv configure; /* shell commands */
	struct strv make; /* arguments of make, for a shell */
	struct strv cflags;
	struct strv build_depends; /* pairs PACKAGE PLACE: Debian's */
	struct strv sources; /* C files; while being read, pairs PATTERN PLACE */
	struct strv objects; /* pairs PATTERN PLACE: in the build's output */
	struct strv programs; /* triples PATH NAME PLACE: linked by ukl-cc */
	struct strv libraries; /* pairs WORD PLACE: link options */
};

/*
 * Read the recipe @name (of the data folder's apps/, or a folder) into @recipe, and what it says
 * about the image into @image. Reports every fault by file and line; false if there was one.
 */
bool recipe_read(struct recipe *recipe, const char *name, struct image *image);

/* One line KEY = VALUE, trimmed and not a comment, in recipe_keys.c. False after a report. */
struct recipe_reader {
	struct recipe *recipe;
	struct image *image;
	unsigned int line;
	unsigned int *
		seen; /* line of each key, for those that may stand there once */
};
void recipe_reader_init(struct recipe_reader *at);
bool recipe_read_key(struct recipe_reader *at, char *line);

/* Can @name only be meant as a recipe? Used to tell "ukl-link nginx" from "ukl-link a.o". */
bool recipe_names(const char *name);

/* Does the recipe build anything but its C files? */
bool recipe_has_build(const struct recipe *recipe);

/*
 * Build what the recipe builds, unless the cache has it, add its objects and libraries to @image's
 * programs and put the output folder in place of $UKL_OUT in its files. False after a report.
 */
bool recipe_build(const struct recipe *recipe, struct image *image);

/* The compiler and the flags of builds, which are the user's if he has any. */
const char *recipe_cc(void);
const char *recipe_cxx(void);
const char *recipe_cflags(void);
const char *recipe_cxxflags(void);

/*
 * Build in @temp/work, which is empty, with $UKL_OUT = @temp/out; messages go to the file @log. False
 * after a report.
 */
bool recipe_run_build(const struct recipe *recipe, const char *source,
		      const char *temp, const char *log);

/*
 * Add the files of the pairs PATTERN PLACE, in @dir, to @found, sorted: the order of the link does
 * not depend on the file system. False after a report of each pattern without a file.
 */
bool recipe_find_files(const struct strv *patterns, const char *dir,
		       struct strv *found);

/*
 * What has been built, as inputs of the link; @dir: the build's output. recipe_keep_programs() is
 * called while the build's folder @work still exists.
 */
bool recipe_keep_programs(const struct recipe *recipe, const char *work,
			  const char *dir);
bool recipe_add_inputs(const struct recipe *recipe, const char *dir,
		       struct image *image);

/* Print the names and summaries of all recipes. */
void recipe_list(void);

#endif
