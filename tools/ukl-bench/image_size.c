// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image_size.h"
#include "report.h"
#include "spawn.h"
#include "tempdir.h"

bool image_file_size(const char *path, uint64_t *bytes)
{
	struct stat st;

	if (stat(path, &st)) {
		error("%s: %s", path, strerror(errno));
		return false;
	}
	*bytes = st.st_size;
	return true;
}

bool image_stripped_size(const char *vmlinux, uint64_t *bytes)
{
	char *stripped = tempdir_path("stripped");
	struct strv argv = { 0 };

	strv_add(&argv, "strip");
	strv_add(&argv, "-o");
	strv_add(&argv, stripped);
	strv_add(&argv, vmlinux);
	if (spawn(&argv, NULL, NULL, NULL)) {
		error("%s: cannot be stripped, see above", vmlinux);
		return false;
	}
	return image_file_size(stripped, bytes);
}

static bool read_segments(Elf *elf, uint64_t *bytes, uint64_t *end)
{
	size_t nr;

	if (!elf || elf_getphdrnum(elf, &nr))
		return false;
	*bytes = *end = 0;
	for (size_t i = 0; i < nr; i++) {
		GElf_Phdr segment;

		if (!gelf_getphdr(elf, i, &segment))
			return false;
		if (segment.p_type != PT_LOAD)
			continue;
		*bytes += segment.p_memsz;
		if (segment.p_paddr + segment.p_memsz > *end)
			*end = segment.p_paddr + segment.p_memsz;
	}
	return *bytes > 0;
}

bool image_loaded_size(const char *vmlinux, uint64_t *bytes, uint64_t *end)
{
	int fd = open(vmlinux, O_RDONLY | O_CLOEXEC);
	Elf *elf;
	bool ok;

	if (fd < 0) {
		error("%s: %s", vmlinux, strerror(errno));
		return false;
	}
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	ok = read_segments(elf, bytes, end);
	if (!ok)
		error("%s: has no segments to be loaded; link it again",
		      vmlinux);
	elf_end(elf);
	close(fd);
	return ok;
}
