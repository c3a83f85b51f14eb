/* SPDX-License-Identifier: GPL-2.0-only */
/* Functions that call the kernel while they keep data below the stack pointer. */
#ifndef UKL_LINK_RED_ZONE_H
#define UKL_LINK_RED_ZONE_H

#include "kit.h"
#include "linked.h"

/*
 * A call of a gate leaves its return address on the program's stack. A compiler that sees a call puts
 * nothing there, but it does not see one in inline assembly. Report each function that has data in
 * the red zone where it calls what @kit exports.
 */
void red_zone_check(const struct linked *linked, const struct kit *kit);

#endif
