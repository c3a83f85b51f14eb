// SPDX-License-Identifier: GPL-2.0-only
/* The description of a kernel kit, and its lists of symbols and calls, with NULs between the files. */
#include <stdlib.h>
#include <string.h>

#include "../../tools/ukl-link/kit.h"
#include "harness.h"

static void take(void *context)
{
	struct kit kit = { 0 };

	kit_open(&kit, context, NULL, MODEL_UKL);
	kit_check_calls(&kit);
	kit_find_export(&kit, "ukl_sys_read");
	kit_find_syscall(&kit, "ukl_sys_read");
}

/* The first are read, of the others it is only looked whether they are there. */
static const char *const names[] = {
	"kit.conf", "exports",	   "exports-gate", "exports-direct", "syscalls",
	"kernel.o", "vmlinux.lds", "mksysmap",	   "init",	     "bin",
	"kallsyms", "sorttable",   NULL,
};
enum { NR_TEXTS = 5, NR_FILES = sizeof(names) / sizeof(*names) - 1 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *files[NR_FILES];

	for (size_t i = 0; i < NR_FILES; i++) {
		const uint8_t *start = data;
		char *text;

		if (i >= NR_TEXTS) {
			/* bin/kallsyms and bin/sorttable, too */
			files[i] = strcmp(names[i], "bin") ? "/dev/null" : ".";
			continue;
		}
		fuzz_cut(&data, &size, 0, &text);
		files[i] = fuzz_file(start, data - start);
		free(text);
	}
	fuzz_try(take, (char *)fuzz_folder(names, files));
	return 0;
}
