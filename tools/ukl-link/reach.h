/* SPDX-License-Identifier: GPL-2.0-only */
/* Relocations that cannot hold the address of text in the kernel's half of the address space. */
#ifndef UKL_LINK_REACH_H
#define UKL_LINK_REACH_H

#include "kit.h"
#include "linked.h"

/* Report each (object, function, symbol) once; ld itself stops after ten. Returns their number. */
size_t reach_check(const struct linked *linked, const struct kit *kit);

#endif
