/* SPDX-License-Identifier: GPL-2.0-only */
/* Stage 1: a program becomes an ELF file with its text at its address in the kernel. */
#ifndef UKL_LINK_APP_LINK_H
#define UKL_LINK_APP_LINK_H

#include <stdbool.h>

#include "image.h"
#include "kit.h"
#include "toolchain.h"

/*
 * Link @program with its text at @program->text_start, into @program->elf, and its map into @map if
 * that is not NULL. False after reports of all that is wrong.
 */
bool app_link(struct program *program, const struct kit *kit,
	      const struct toolchain *tools, enum dlopen_policy policy,
	      const char *map);

#endif
