// SPDX-License-Identifier: GPL-2.0-only
/* busybox: a shell and 270 commands in one static program, for who wants to look around in a guest. */
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../common/files.h"
#include "../common/report.h"
#include "../common/spawn.h"
#include "with.h"

#define BUSYBOX "/bin/busybox"
#define REMEDY "install it with: apt-get install busybox-static"

bool with_knows(const char *name)
{
	return !strcmp(name, "busybox");
}

static bool is_static(const struct file *file)
{
	Elf64_Ehdr head;
	Elf64_Phdr segment;

	if (file->size < sizeof(head))
		return false;
	memcpy(&head, file->data, sizeof(head));
	if (memcmp(head.e_ident, ELFMAG, SELFMAG) ||
	    head.e_phoff > file->size ||
	    head.e_phnum > (file->size - head.e_phoff) / sizeof(segment))
		return false;
	for (unsigned int i = 0; i < head.e_phnum; i++) {
		memcpy(&segment,
		       file->data + head.e_phoff + i * sizeof(segment),
		       sizeof(segment));
		if (segment.p_type == PT_INTERP)
			return false;
	}
	return true;
}

/* It names its own commands, with their places: "bin/sh". */
static bool put_links(struct tree *tree)
{
	struct spawn_options opts = { .capture_out = 1 };
	struct strv argv = { 0 };
	char *list = NULL, *rest, *path;
	int status;

	strv_add(&argv, BUSYBOX);
	strv_add(&argv, "--list-full");
	status = spawn(&argv, &opts, &list, NULL);
	if (status) {
		error(BUSYBOX " --list-full: fails with status %d; " REMEDY,
		      status);
		return false;
	}
	rest = list;
	while ((path = strsep(&rest, "\n")))
		if (*path && strcmp(path, &BUSYBOX[1]))
			tree_link(tree, path, BUSYBOX);
	free(list);
	return true;
}

bool with_put(struct tree *tree, const struct image *image)
{
	struct file file;

	if (!image->with.nr)
		return true;
	if (!file_map(BUSYBOX, &file)) {
		error(BUSYBOX ": %s; " REMEDY, strerror(errno));
		return false;
	}
	/* Debian's other package has the same path, and wants libraries. */
	if (!is_static(&file)) {
		error(BUSYBOX ": not a static program; " REMEDY);
		return false;
	}
	tree_file(tree, BUSYBOX, 0755, file.data, file.size);
	return put_links(tree);
}
