// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <string.h>
#include <unistd.h>

#include "../common/mem.h"
#include "../common/report.h"
#include "elf_writer.h"

size_t buffer_add(struct buffer *buffer, const void *data, size_t size)
{
	size_t at = buffer->size;

	/* nothing to an empty one: there is no memory yet */
	if (!size)
		return at;
	if (size > buffer->room - at) {
		buffer->room = 2 * buffer->room + size + 256;
		buffer->data = xrealloc(buffer->data, buffer->room);
	}
	if (data)
		memcpy(buffer->data + at, data, size);
	else
		memset(buffer->data + at, 0, size);
	buffer->size += size;
	return at;
}

void buffer_align(struct buffer *buffer, size_t align)
{
	buffer_add(buffer, NULL, -buffer->size & (align - 1));
}

/* Number of the section symbol: they come first, one for each section. */
static Elf64_Xword section_symbol(size_t section)
{
	return section;
}

void writer_init(struct elf_writer *writer)
{
	memset(writer, 0, sizeof(*writer));
	writer->nr_sections = 1;
	buffer_add(&writer->strings, NULL, 1);
	buffer_add(&writer->locals, NULL, sizeof(Elf64_Sym));
}

size_t writer_section(struct elf_writer *writer, const char *name,
		      Elf64_Word type, Elf64_Xword flags, Elf64_Xword align)
{
	size_t number = writer->nr_sections++;
	Elf64_Sym sym = { .st_info = ELF64_ST_INFO(STB_LOCAL, STT_SECTION),
			  .st_shndx = number };

	if (number >= WRITER_MAX_SECTIONS)
		die("elf_writer: more than %d sections", WRITER_MAX_SECTIONS);
	writer->sections[number] = (struct section){
		.name = name, .type = type, .flags = flags, .align = align
	};
	buffer_add(&writer->locals, &sym, sizeof(sym));
	return number;
}

struct buffer *writer_contents(struct elf_writer *writer, size_t section)
{
	return &writer->sections[section].contents;
}

void writer_symbol(struct elf_writer *writer, const char *name,
		   unsigned char info, size_t section, Elf64_Addr value,
		   Elf64_Xword size)
{
	Elf64_Sym sym = {
		.st_name = buffer_add(&writer->strings, name, strlen(name) + 1),
		.st_info = info,
		.st_shndx = section,
		.st_value = value,
		.st_size = size,
	};
	bool local = ELF64_ST_BIND(info) == STB_LOCAL;

	buffer_add(local ? &writer->locals : &writer->globals, &sym,
		   sizeof(sym));
}

void writer_pointer(struct elf_writer *writer, size_t section,
		    Elf64_Addr offset, size_t target,
		    Elf64_Sxword target_offset)
{
	Elf64_Rela rela = {
		.r_offset = offset,
		.r_info = ELF64_R_INFO(section_symbol(target), R_X86_64_64),
		.r_addend = target_offset,
	};

	buffer_add(&writer->sections[section].relocations, &rela, sizeof(rela));
}

/* One section of the file. NULL on failure. */
static Elf_Scn *add_section(Elf *elf, const Elf64_Shdr *header,
			    const struct buffer *contents, Elf_Type type)
{
	Elf_Scn *section = elf_newscn(elf);
	Elf_Data *data = section ? elf_newdata(section) : NULL;
	Elf64_Shdr *shdr = section ? elf64_getshdr(section) : NULL;

	if (!data || !shdr)
		return NULL;
	data->d_buf = contents->data;
	data->d_size = contents->size;
	data->d_align = header->sh_addralign ? header->sh_addralign : 1;
	data->d_type = type;
	data->d_version = EV_CURRENT;
	*shdr = *header;
	return section;
}

static Elf64_Word add_name(struct buffer *names, const char *prefix,
			   const char *name)
{
	size_t at = buffer_add(names, prefix, strlen(prefix));

	buffer_add(names, name, strlen(name) + 1);
	return at;
}

static bool add_header(Elf *elf)
{
	Elf64_Ehdr *ehdr = elf64_newehdr(elf);

	if (!ehdr)
		return false;
	ehdr->e_ident[EI_DATA] = ELFDATA2LSB;
	ehdr->e_type = ET_REL;
	ehdr->e_machine = EM_X86_64;
	ehdr->e_version = EV_CURRENT;
	return true;
}

static bool add_contents(struct elf_writer *writer, Elf *elf,
			 struct buffer *names)
{
	for (size_t i = 1; i < writer->nr_sections; i++) {
		struct section *section = &writer->sections[i];
		Elf64_Shdr header = {
			.sh_name = add_name(names, "", section->name),
			.sh_type = section->type,
			.sh_flags = section->flags,
			.sh_addralign = section->align,
		};

		if (!add_section(elf, &header, &section->contents, ELF_T_BYTE))
			return false;
	}
	return true;
}

/* The table of symbols, and its strings as the next section. */
static bool add_symbols(struct elf_writer *writer, Elf *elf,
			struct buffer *names)
{
	Elf64_Shdr header = {
		.sh_name = add_name(names, "", ".symtab"),
		.sh_type = SHT_SYMTAB,
		.sh_link = writer->nr_sections + 1,
		.sh_info = writer->locals.size / sizeof(Elf64_Sym),
		.sh_addralign = 8,
		.sh_entsize = sizeof(Elf64_Sym),
	};
	Elf64_Shdr strings = {
		.sh_name = add_name(names, "", ".strtab"),
		.sh_type = SHT_STRTAB,
		.sh_addralign = 1,
	};

	/* ELF wants the local ones first */
	buffer_add(&writer->locals, writer->globals.data, writer->globals.size);
	return add_section(elf, &header, &writer->locals, ELF_T_SYM) &&
	       add_section(elf, &strings, &writer->strings, ELF_T_BYTE);
}

static bool add_relocations(struct elf_writer *writer, Elf *elf,
			    struct buffer *names)
{
	for (size_t i = 1; i < writer->nr_sections; i++) {
		struct section *section = &writer->sections[i];
		Elf64_Shdr header = {
			.sh_type = SHT_RELA,
			.sh_flags = SHF_INFO_LINK,
			.sh_link = writer->nr_sections,
			.sh_info = i,
			.sh_addralign = 8,
			.sh_entsize = sizeof(Elf64_Rela),
		};

		if (!section->relocations.size)
			continue;
		header.sh_name = add_name(names, ".rela", section->name);
		if (!add_section(elf, &header, &section->relocations,
				 ELF_T_RELA))
			return false;
	}
	return true;
}

/* Says that the object needs no executable stack, and names the sections. */
static bool add_end(Elf *elf, struct buffer *names)
{
	struct buffer empty = { 0 };
	Elf64_Shdr stack = {
		.sh_name = add_name(names, "", ".note.GNU-stack"),
		.sh_type = SHT_PROGBITS,
		.sh_addralign = 1,
	};
	Elf64_Shdr header = {
		.sh_name = add_name(names, "", ".shstrtab"),
		.sh_type = SHT_STRTAB,
		.sh_addralign = 1,
	};
	Elf_Scn *section;

	if (!add_section(elf, &stack, &empty, ELF_T_BYTE))
		return false;
	section = add_section(elf, &header, names, ELF_T_BYTE);
	if (!section)
		return false;
	elf64_getehdr(elf)->e_shstrndx = elf_ndxscn(section);
	return true;
}

static bool add_all(struct elf_writer *writer, Elf *elf)
{
	struct buffer names = { 0 };

	buffer_add(&names, NULL, 1);
	return add_header(elf) && add_contents(writer, elf, &names) &&
	       add_symbols(writer, elf, &names) &&
	       add_relocations(writer, elf, &names) && add_end(elf, &names) &&
	       elf_update(elf, ELF_C_WRITE) >= 0;
}

bool writer_finish(struct elf_writer *writer, const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	bool ok;
	Elf *elf;

	if (fd < 0) {
		error("%s: %s", path, strerror(errno));
		return false;
	}
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_WRITE, NULL);
	ok = elf && add_all(writer, elf);
	if (!ok)
		error("%s: %s", path, elf_errmsg(-1));
	elf_end(elf);
	if (close(fd) && ok) {
		error("%s: %s", path, strerror(errno));
		ok = false;
	}
	if (!ok)
		unlink(path);
	return ok;
}
