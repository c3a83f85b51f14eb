// SPDX-License-Identifier: GPL-2.0-only
/* An archive, a linker script, or anything else that is given to be linked. */
#include "../../tools/ukl-link/archive.h"
#include "../../tools/ukl-link/inputs.h"
#include "harness.h"
#include "report.h"

static void take(void *context)
{
	struct toolchain tools = { 0 };
	struct program program = { .name = "fuzz" };
	struct archive archive;
	struct file file;

	strv_add(&program.inputs, context);
	inputs_check(&program, &tools);
	FUZZ_ASSERT(file_map(context, &file));
	if (is_archive(&file) && !archive_read(&archive, context, &file))
		for (size_t i = 0; i < archive.nr_members; i++) {
			const struct member *member = &archive.members[i];

			FUZZ_ASSERT(member->name);
			FUZZ_ASSERT(archive.thin ||
				    (member->data >= file.data &&
				     member->data + member->size <=
					     file.data + file.size));
		}
	file_unmap(&file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_try(take, (char *)fuzz_file(data, size));
	return 0;
}
