/* SPDX-License-Identifier: GPL-2.0-only */
/* Stage 1: a program becomes an ELF file with its text at its address in the kernel. */
#ifndef UKL_LINK_APP_LINK_H
#define UKL_LINK_APP_LINK_H

#include <stdbool.h>

#include "../common/spawn.h"
#include "image.h"
#include "kit.h"
#include "toolchain.h"

/* The link of one program, in three steps, so that several can run at once. */
struct app_link {
	/* set by the caller: */
	struct program *program;
	const struct kit *kit;
	const struct toolchain *tools;
	enum dlopen_policy dlopen;
	char *map; /* file for the link map, or NULL */

	struct strv argv;
	struct child child;
	int status;
	char *trace, *messages;
};

/* Start the linker, for @program->text_start and with @program->elf as its output. */
void app_link_start(struct app_link *link);

/* Wait for its end and set @program->text_size; 0 if it failed. Reports nothing. */
void app_link_wait(struct app_link *link);

/* Report all that is wrong, and take the result apart; false if something is. */
bool app_link_check(struct app_link *link);

#endif
