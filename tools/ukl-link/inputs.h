/* SPDX-License-Identifier: GPL-2.0-only */
/* Looking at what is to be linked before anything runs. */
#ifndef UKL_LINK_INPUTS_H
#define UKL_LINK_INPUTS_H

#include <stdbool.h>

#include "image.h"
#include "toolchain.h"

/*
 * Check the existence and soundness of every object, archive and library that @program names, and read
 * the linker scripts among them into its scripts. Reports every fault.
 */
void inputs_check(struct program *program, const struct toolchain *tools);

#endif
