// SPDX-License-Identifier: GPL-2.0-only
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../common/files.h"
#include "../common/report.h"
#include "../common/tempdir.h"
#include "command.h"
#include "debug_info.h"

static bool has_lines(const char *elf)
{
	const Elf64_Ehdr *header;
	const Elf64_Shdr *sections;
	const char *names;
	struct file file;
	bool found = false;

	if (!file_map(elf, &file))
		return false;
	header = (const void *)file.data;
	sections = (const void *)((const char *)file.data + header->e_shoff);
	names = (const char *)file.data +
		sections[header->e_shstrndx].sh_offset;
	for (int i = 0; i < header->e_shnum; i++)
		if (!strcmp(names + sections[i].sh_name, ".debug_line"))
			found = true;
	file_unmap(&file);
	return found;
}

void debug_info_remove(const struct image *image)
{
	char *path = xasprintf("%s.debug", image->output);

	unlink(path);
	free(path);
}

bool debug_info_write(const struct image *image)
{
	char *path = xasprintf("%s.debug", image->output);
	char *made = tempdir_path("image.debug");
	struct spawn_options opts = { .capture_err = 1 };
	struct strv argv = { 0 };
	struct child child;

	if (command_is_dry_run())
		return true;
	if (!has_lines(image->programs[0].elf)) {
		unlink(path);
		return true;
	}
	strv_add(&argv, "objcopy");
	strv_add(&argv, "--only-keep-debug");
	strv_add(&argv, image->programs[0].elf);
	strv_add(&argv, made);
	child = command_start(&argv, &opts);
	/* another ukl-link may be writing the same image */
	return command_check(&child) && file_copy(made, path, 0666);
}
