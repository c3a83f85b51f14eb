// SPDX-License-Identifier: GPL-2.0-only
/* An ELF file with addresses in the kernel half does not get into ring 0. */
#include "linked-file.h"

static Elf64_Phdr *program_header(int index)
{
	return (Elf64_Phdr *)(file + elf_header()->e_phoff) + index;
}

static void show(const char *what, size_t size)
{
	const char *result = forged_run(size);

	printf("%s: %s\n", what, result);
	CHECK(!strcmp(result, "refused"));
}

int main(void)
{
	static const unsigned char code[] = { 0x90, 0x90, 0xf4 };
	unsigned long entry;
	size_t size, own;
	int fd;

	begin(30);
	size = linked_read();
	entry = elf_header()->e_entry;
	CHECK(entry >= 0xffffffff80000000);
	show("copy", size);
	file[size - 1] ^= 1;
	show("altered data", size);
	linked_read();
	elf_header()->e_entry += 1;
	show("altered entry", size);
	linked_read();
	for (int i = 0; i < elf_header()->e_phnum; i++)
		if (program_header(i)->p_vaddr >= 0xffffffff80000000)
			program_header(i)->p_type = PT_NULL;
	show("without the text's header", size);
	linked_read();
	for (int i = 0; i < elf_header()->e_phnum; i++) {
		if (program_header(i)->p_vaddr < 0xffffffff80000000)
			continue;
		program_header(i)->p_filesz = sizeof(code);
		program_header(i)->p_offset = size;
		memcpy(file + size, code, sizeof(code));
	}
	show("text of its own", size + sizeof(code));

	/* an ordinary program whose entry is the linked one's, or the kernel's */
	fd = (int)MUST(open("/proc/self/exe", O_RDONLY));
	for (own = 0;;) {
		ssize_t count = MUST(read(fd, file + own, sizeof(file) - own));

		if (count == 0)
			break;
		own += (size_t)count;
	}
	elf_header()->e_entry = entry;
	show("ordinary program, linked entry", own);
	elf_header()->e_entry = 0xffffffff81000000;
	show("ordinary program, kernel entry", own);
	elf_header()->e_entry = 0xffff800000001000;
	show("ordinary program, entry in a hole", own);
	return finish();
}
