/* SPDX-License-Identifier: GPL-2.0-only */
/* Values of a recipe's keys. All functions report by file and line what is wrong. */
#ifndef UKL_LINK_RECIPE_VALUES_H
#define UKL_LINK_RECIPE_VALUES_H

#include "recipe.h"

/* Always false, after the report. */
/* "FILE:LINE", where it has been read. */
char *recipe_place(const struct recipe_reader *at);

bool recipe_wrong(const struct recipe_reader *at, const char *what);

/* So many words, or a line about the @form that was meant. */
bool recipe_words(const struct recipe_reader *at, const char *value, size_t min,
		  size_t max, struct strv *words, const char *form);

/* A file or folder of the recipe's own: its full path, or NULL. @mode: as for access(). */
char *recipe_own_file(const struct recipe_reader *at, const char *name,
		      int mode);
char *recipe_own_folder(const struct recipe_reader *at, const char *name);

/* The root file system's keys, into vectors of struct image. */
bool recipe_add_root(const struct recipe_reader *at, const char *value,
		     void *where);
bool recipe_add_file(const struct recipe_reader *at, const char *value,
		     void *where);
bool recipe_add_link(const struct recipe_reader *at, const char *value,
		     void *where);
bool recipe_add_directory(const struct recipe_reader *at, const char *value,
			  void *where);
bool recipe_add_user(const struct recipe_reader *at, const char *value,
		     void *where);

#endif
