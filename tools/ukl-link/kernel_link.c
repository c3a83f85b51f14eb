// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "../common/files.h"
#include "../common/report.h"
#include "../common/tempdir.h"
#include "command.h"
#include "kallsyms.h"
#include "kernel_link.h"

/* Two are needed for the table's size, one for its contents; more if its size changes names. */
enum { MAX_PASSES = 6 };

static bool link_once(const struct kit *kit, const char *image_object,
		      const char *kallsyms, const char *output)
{
	struct spawn_options opts = { .capture_err = 1 };
	struct strv argv = { 0 };
	struct child child;

	strv_add(&argv, "ld");
	strv_add_all(&argv, &kit->ldflags);
	strv_add(&argv, "--strip-debug");
	strv_add(&argv, "--script");
	strv_add(&argv, kit_path(kit, "vmlinux.lds"));
	strv_add(&argv, "-o");
	strv_add(&argv, output);
	strv_add(&argv, "--whole-archive");
	strv_add(&argv, kit_path(kit, "kernel.o"));
	strv_add(&argv, image_object);
	strv_add(&argv, "--no-whole-archive");
	if (kallsyms)
		strv_add(&argv, kallsyms);
	child = command_start(&argv, &opts);
	return command_check(&child);
}

static bool same_contents(const char *left, const char *right)
{
	struct file a, b;
	bool same;

	if (!file_map(left, &a))
		return false;
	if (!file_map(right, &b)) {
		file_unmap(&a);
		return false;
	}
	same = a.size == b.size && !memcmp(a.data, b.data, a.size);
	file_unmap(&a);
	file_unmap(&b);
	return same;
}

/* The kernel's tables that are searched by halving have to be sorted, for which it needs a list. */
static bool sort_tables(const struct kit *kit, const char *vmlinux)
{
	char *list = xasprintf("%s.nm-sort", vmlinux);
	struct spawn_options to_list = { .out_file = list, .capture_err = 1 };
	struct spawn_options opts = { .capture_err = 1 };
	struct strv nm = { 0 }, sort = { 0 };
	struct child child;

	strv_add(&nm, "nm");
	strv_add(&nm, "-S");
	strv_add(&nm, vmlinux);
	child = command_start(&nm, &to_list);
	if (!command_check(&child))
		return false;
	strv_add(&sort, kit_path(kit, "bin/sorttable"));
	strv_add(&sort, "-s");
	strv_add(&sort, list);
	strv_add(&sort, vmlinux);
	child = command_start(&sort, &opts);
	return command_check(&child);
}

/* Stage 1 took the kit's word for the address of the text. */
static bool check_address(const struct kit *kit, const char *list)
{
	char *expected = xasprintf("%016lx T __ukl_app_start\n",
				   (unsigned long)kit->app_start);
	struct file file;
	bool found;

	if (!file_read(list, &file))
		return false;
	found = strstr((char *)file.data, expected);
	free(file.data);
	if (!found)
		error("%s: the programs' text is not at %#lx as kit.conf says; remove this folder and "
		      "run ukl-kernel",
		      kit->dir, (unsigned long)kit->app_start);
	return found;
}

/* A kernel that cannot name its symbols is linked once. */
static char *link_without_table(const struct kit *kit, const char *image_object)
{
	char *vmlinux = tempdir_path("vmlinux1");
	char *list = xasprintf("%s.syms", vmlinux);

	if (link_once(kit, image_object, NULL, vmlinux) &&
	    kallsyms_list(kit, vmlinux, list) &&
	    (command_is_dry_run() || check_address(kit, list)) &&
	    sort_tables(kit, vmlinux))
		return vmlinux;
	return NULL;
}

/*
 * The table is part of what it describes: adding it moves what lies behind. So link, list, make the
 * table, and again, until a link gives the list that its table was made from.
 */
char *kernel_link(const struct kit *kit, const char *image_object)
{
	char *kallsyms, *before = NULL;

	if (!kit->has_kallsyms)
		return link_without_table(kit, image_object);
	kallsyms = kallsyms_object(kit, NULL, "kallsyms0");
	for (int pass = 1; pass <= MAX_PASSES && kallsyms; pass++) {
		char *vmlinux = tempdir_path("vmlinux%d", pass);
		char *list = xasprintf("%s.syms", vmlinux);
		char *name = xasprintf("kallsyms%d", pass);

		if (!link_once(kit, image_object, kallsyms, vmlinux) ||
		    !kallsyms_list(kit, vmlinux, list))
			return NULL;
		if (command_is_dry_run() ?
			    pass == 3 :
			    before && same_contents(before, list)) {
			if (command_is_dry_run())
				return sort_tables(kit, vmlinux) ? vmlinux :
								   NULL;
			return check_address(kit, list) &&
					       sort_tables(kit, vmlinux) ?
				       vmlinux :
				       NULL;
		}
		kallsyms = kallsyms_object(kit, list, name);
		before = list;
	}
	if (kallsyms)
		error("the kernel's table of symbols did not settle in %d links; report this",
		      MAX_PASSES);
	return NULL;
}
