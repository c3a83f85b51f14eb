// SPDX-License-Identifier: GPL-2.0-only
/* What ld has written: of the user's objects, in a layout that they may have spoiled. */
#include <stdlib.h>

#include "../../tools/ukl-link/app_elf.h"
#include "../../tools/ukl-link/dlopen_check.h"
#include "harness.h"

static void count(const char *name, uint64_t size, void *context)
{
	(void)name;
	*(uint64_t *)context += size;
}

static void take(void *context)
{
	struct program program = { .name = "fuzz",
				   .elf = context,
				   .text_start = 0xffffffff81800000 };
	struct program whole = program;
	uint64_t sum = 0;

	app_elf_memory(context);
	app_elf_measure(&program);
	app_elf_in_place(&program);
	if (app_elf_read(&program))
		app_elf_data_end(&program);
	app_elf_each_object(&program, count, &sum);
	app_elf_has_symbol(&program, is_dlopen_name);
	app_elf_read_whole(&whole);
	/* as large as the file, or larger: not for the next input to carry */
	free((void *)program.data);
	free((void *)program.text);
	free((void *)whole.data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_try(take, (char *)fuzz_file(data, size));
	return 0;
}
