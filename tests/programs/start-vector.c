// SPDX-License-Identifier: GPL-2.0-only
/* The auxiliary vector describes the program; its program headers are readable. */
#include "check.h"
#include <elf.h>
#include <link.h>
#include <sys/auxv.h>

extern void _start(void);
static __thread int local = 5;

static int count_headers(struct dl_phdr_info *info, size_t size, void *data)
{
	int *texts = data;

	(void)size;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *header = &info->dlpi_phdr[i];
		uintptr_t start = info->dlpi_addr + header->p_vaddr;

		if (header->p_type == PT_LOAD && header->p_flags & PF_X &&
		    (uintptr_t)count_headers - start < header->p_memsz)
			++*texts;
		if (header->p_type == PT_TLS)
			CHECK(header->p_memsz >= sizeof(local));
	}
	return 0;
}

int main(int argc, char **argv)
{
	const ElfW(Phdr) *headers = (void *)getauxval(AT_PHDR);
	int texts = 0, loads = 0;

	begin(20);
	CHECK(argc == 1 && argv[1] == NULL);
	CHECK(getauxval(AT_ENTRY) == (unsigned long)_start);
	CHECK(getauxval(AT_PAGESZ) == 4096);
	CHECK(getauxval(AT_PHENT) == sizeof(*headers));
	CHECK(getauxval(AT_BASE) == 0);
	CHECK(getauxval(AT_UID) == getuid());
	CHECK(!strcmp((char *)getauxval(AT_EXECFN), argv[0]));
	CHECK(*(unsigned long *)getauxval(AT_RANDOM) != 0);
	for (unsigned long i = 0; i < getauxval(AT_PHNUM); i++)
		loads += headers[i].p_type == PT_LOAD;
	dl_iterate_phdr(count_headers, &texts);
	printf("segments %d, text found %d, local %d\n", loads > 1, texts,
	       local);
	return finish();
}
