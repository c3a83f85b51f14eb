// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <elf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../common/files.h"
#include "../common/report.h"
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

bool debug_info_write(const struct image *image)
{
	char *path = xasprintf("%s.debug", image->output);
	char *partial = xasprintf("%s.new", path);
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
	strv_add(&argv, partial);
	child = command_start(&argv, &opts);
	if (!command_check(&child) || rename(partial, path)) {
		unlink(partial);
		error("%s: the debug information cannot be written: %s", path,
		      strerror(errno));
		return false;
	}
	return true;
}
