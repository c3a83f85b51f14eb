/* SPDX-License-Identifier: GPL-2.0-only */
/* Objects that want to load shared libraries at run time, which a linked image cannot. */
#ifndef UKL_LINK_DLOPEN_CHECK_H
#define UKL_LINK_DLOPEN_CHECK_H

#include "linked.h"

/* Does @name load a library or look into one? */
bool is_dlopen_name(const char *name);

/* Report each object outside libc that refers to such a function and does not have its own. */
void dlopen_check(const struct linked *linked);

#endif
