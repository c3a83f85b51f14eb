// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "../common/report.h"
#include "../common/tempdir.h"
#include "bzimage.h"
#include "command.h"

#define MAKER "boot/bzimage" /* a script of the kit, see ukl/bzimage */

bool bzimage_possible(const struct kit *kit)
{
	const char *maker = kit_path(kit, MAKER);

	if (command_is_dry_run() || !access(maker, X_OK))
		return true;
	error("%s: %s; remove %s and run ukl-kernel, or make a vmlinux", maker,
	      strerror(errno), kit->dir);
	return false;
}

char *bzimage_make(const struct kit *kit, const char *vmlinux)
{
	struct spawn_options opts = { .capture_err = 1 };
	char *result = tempdir_path("bzImage");
	struct strv argv = { 0 };
	struct child child;

	strv_add(&argv, kit_path(kit, MAKER));
	strv_add(&argv, vmlinux);
	strv_add(&argv, result);
	child = command_start(&argv, &opts);
	return command_check(&child) ? result : NULL;
}
