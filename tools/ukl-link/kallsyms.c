// SPDX-License-Identifier: GPL-2.0-only
/* The steps of the same names in the kernel's scripts/link-vmlinux.sh. */
#include <stdlib.h>
#include <string.h>

#include "../common/files.h"
#include "../common/paths.h"
#include "../common/report.h"
#include "../common/tempdir.h"
#include "command.h"
#include "kallsyms.h"

static bool run_to_file(const struct strv *argv, const char *path)
{
	struct spawn_options opts = { .out_file = path, .capture_err = 1 };
	struct child child = command_start(argv, &opts);

	return command_check(&child);
}

bool kallsyms_list(const struct kit *kit, const char *vmlinux, const char *list)
{
	char *all = xasprintf("%s.nm", vmlinux);
	struct strv nm = { 0 }, sed = { 0 };

	strv_add(&nm, "nm");
	strv_add(&nm, "-n");
	strv_add(&nm, vmlinux);
	strv_add(&sed, "sed");
	strv_add(&sed, "-f");
	strv_add(&sed, kit_path(kit, "mksysmap"));
	strv_add(&sed, all);
	return run_to_file(&nm, all) && run_to_file(&sed, list);
}

/* The table's source includes this header of the kernel, and takes one number from it. */
static bool write_shim(void)
{
	static const char text[] = "#define BITS_PER_LONG 64\n";
	char *dir = tempdir_path("asm"),
	     *path = xasprintf("%s/bitsperlong.h", dir);

	if (command_is_dry_run())
		return true;
	if (make_directories(dir))
		die("%s: cannot be created", dir);
	return file_write(path, text, strlen(text), 0666);
}

char *kallsyms_object(const struct kit *kit, const char *list, const char *name)
{
	struct spawn_options opts = { .capture_err = 1 };
	char *source = tempdir_path("%s.S", name),
	     *object = tempdir_path("%s.o", name);
	struct strv kallsyms = { 0 }, cc = { 0 };
	struct child child;

	strv_add(&kallsyms, kit_path(kit, "bin/kallsyms"));
	strv_add_all(&kallsyms, &kit->kallsyms);
	strv_add(&kallsyms, list ? list : "/dev/null");
	if (!write_shim() || !run_to_file(&kallsyms, source))
		return NULL;
	command_add_cc(&cc);
	strv_addf(&cc, "-I%s", tempdir_path("."));
	strv_add(&cc, "-c");
	strv_add(&cc, "-o");
	strv_add(&cc, object);
	strv_add(&cc, source);
	child = command_start(&cc, &opts);
	return command_check(&child) ? object : NULL;
}
