/* SPDX-License-Identifier: GPL-2.0-only */
/* The other file format: a bzImage, for boot loaders and machines with a BIOS or UEFI. */
#ifndef UKL_LINK_BZIMAGE_H
#define UKL_LINK_BZIMAGE_H

#include <stdbool.h>

#include "kit.h"

/* Does @kit have the parts? Reports if not. */
bool bzimage_possible(const struct kit *kit);

/* Make a bzImage of @vmlinux; its path in the temporary directory, or NULL after reports. */
char *bzimage_make(const struct kit *kit, const char *vmlinux);

#endif
