/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's table of its own symbols, /proc/kallsyms: made from one link for the next one. */
#ifndef UKL_LINK_KALLSYMS_H
#define UKL_LINK_KALLSYMS_H

#include <stdbool.h>

#include "kit.h"

/* Write the symbols of @vmlinux that belong into the table to the file @list. */
bool kallsyms_list(const struct kit *kit, const char *vmlinux,
		   const char *list);

/*
 * Make an object with the table of the symbols in @list, an empty one if that is NULL. Returns its
 * path, made from @name; NULL after reports.
 */
char *kallsyms_object(const struct kit *kit, const char *list,
		      const char *name);

#endif
