// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "../common/report.h"
#include "archive.h"
#include "input_file.h"
#include "object.h"

/* One line for the first bad member; the others have mostly the same fault. */
static void check_members(const struct archive *archive)
{
	size_t nr_bad = 0;
	const char *fault, *first = NULL, *first_name = NULL;

	for (size_t i = 0; i < archive->nr_members; i++) {
		const struct member *member = &archive->members[i];
		struct file file = { (unsigned char *)member->data,
				     member->size };

		if (archive->thin && !file_map(member->name, &file)) {
			fault = "a thin archive's member is missing; keep the objects beside it";
		} else {
			fault = object_check(file.data, file.size);
			if (archive->thin)
				file_unmap(&file);
		}
		if (fault && !nr_bad++) {
			first = fault;
			first_name = member->name;
		}
	}
	if (nr_bad == 1)
		error("%s(%s): %s", archive->path, first_name, first);
	else if (nr_bad)
		error("%s(%s): %s (and %zu more members)", archive->path,
		      first_name, first, nr_bad - 1);
}

static void check_archive(const char *path, const struct file *file)
{
	struct archive archive;
	const char *fault = archive_read(&archive, path, file);

	if (fault)
		error("%s: %s; build it again", path, fault);
	else if (archive.nr_members && !archive.has_index)
		error("%s: has no index of symbols; type: ranlib %s", path,
		      path);
	else
		check_members(&archive);
}

bool is_source_name(const char *path)
{
	static const char *const endings[] = { ".c",   ".cc", ".cpp",
					       ".cxx", ".C",  ".S",
					       ".s",   ".i",  ".f90" };
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; dot && i < sizeof(endings) / sizeof(*endings); i++)
		if (!strcmp(dot, endings[i]))
			return true;
	return false;
}

bool input_file_check(const char *path, const struct file *file)
{
	unsigned int before = report_count();
	const char *fault;

	if (is_archive(file)) {
		check_archive(path, file);
	} else if (is_source_name(path)) {
		error("%s: a source file; compile it first: gcc -O2 -c %s",
		      path, path);
	} else {
		fault = object_check(file->data, file->size);
		if (fault)
			error("%s: %s", path, fault);
	}
	return report_count() == before;
}
