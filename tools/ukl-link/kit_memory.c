// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../common/files.h"
#include "../common/report.h"
#include "kit.h"
#include "object.h"

/* What the kernel of the profile "general" takes, which everybody's numbers have in them. */
enum { USUAL_MB = 12 };

/* Of the kernel, as it will be in the image. */
static uint64_t kernel_size(const struct kit *kit)
{
	char *path = kit_path(kit, "kernel.o");
	struct object object = { .name = path };
	struct section_info section;
	struct file file;
	uint64_t sum = 0;

	if (!file_map(path, &file))
		die("%s: %s", path, strerror(errno));
	object.data = file.data;
	object.size = file.size;
	if (object_open(&object))
		for (size_t i = 1; object_section(&object, i, &section); i++)
			if (section.flags & SHF_ALLOC)
				sum += section.size;
	elf_end(object.elf);
	file_unmap(&file);
	free(path);
	return sum;
}

unsigned int kit_memory(const struct kit *kit, unsigned int memory)
{
	uint64_t kernel = kernel_size(kit) >> 20;

	if (kernel > USUAL_MB)
		memory += kernel - USUAL_MB;
	/* A byte of shadow for eight, zones around objects, and freed ones that are kept for a while. */
	if (kit_has_option(kit, "CONFIG_KASAN"))
		memory += memory / 2 + 32;
	return memory;
}
