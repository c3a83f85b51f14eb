// SPDX-License-Identifier: GPL-2.0-only
/* Validation of objects by hand: libelf trusts what it reads, and does not say what is missing. */
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "../common/mem.h"
#include "object.h"

static bool inside(size_t size, Elf64_Off offset, Elf64_Xword length)
{
	return offset <= size && length <= size - offset;
}

static const char *check_header(const unsigned char *data, size_t size,
				Elf64_Ehdr *ehdr)
{
	if (!size)
		return "empty file; build it again";
	if (size >= 4 && !memcmp(data, "BC\xc0\xde", 4))
		return "LLVM bitcode without machine code; compile without -flto";
	if (size < SELFMAG || memcmp(data, ELFMAG, SELFMAG))
		return "not an ELF object; give an x86-64 object (.o) or archive (.a)";
	if (size < EI_NIDENT)
		return "truncated in the ELF header; build it again";
	if (data[EI_CLASS] == ELFCLASS32)
		return "a 32-bit object; compile for x86-64 (without -m32 or -mx32)";
	if (data[EI_CLASS] != ELFCLASS64 || data[EI_DATA] != ELFDATA2LSB)
		return "not an x86-64 ELF object; compile for x86-64";
	if (size < sizeof(*ehdr))
		return "truncated in the ELF header; build it again";
	memcpy(ehdr, data, sizeof(*ehdr));
	if (ehdr->e_machine != EM_X86_64)
		return "an ELF file for another machine; compile for x86-64";
	if (ehdr->e_type == ET_DYN)
		return "a shared library or a linked program; give the static library (.a) or the "
		       "objects";
	if (ehdr->e_type == ET_EXEC)
		return "a linked program; give the objects that it was made of, or build it with ukl-cc and give its .ukl";
	if (ehdr->e_type != ET_REL)
		return "not a relocatable object; give an object (.o) or archive (.a)";
	return NULL;
}

/* Without a look at the rest of the table, which need not end. */
static bool has_name(const unsigned char *data, const Elf64_Shdr *strings,
		     Elf64_Word offset, const char *name)
{
	size_t size = strlen(name) + 1;

	return strings->sh_type == SHT_STRTAB &&
	       inside(strings->sh_size, offset, size) &&
	       !memcmp(data + strings->sh_offset + offset, name, size);
}

/* gcc -flto leaves intermediate code only, unless -ffat-lto-objects; it marks that by a symbol. */
static bool is_slim_lto(const unsigned char *data, const Elf64_Shdr *sections,
			const Elf64_Shdr *section)
{
	const Elf64_Shdr *strings = &sections[section->sh_link];

	for (Elf64_Xword at = 0; at + sizeof(Elf64_Sym) <= section->sh_size;
	     at += sizeof(Elf64_Sym)) {
		Elf64_Sym sym;

		memcpy(&sym, data + section->sh_offset + at, sizeof(sym));
		if (has_name(data, strings, sym.st_name, "__gnu_lto_slim"))
			return true;
	}
	return false;
}

/*
 * Each in the file, and a place of its own: what looks at all of them is then done after as many steps
 * as the file has bytes.
 */
static const char *check_places(const Elf64_Shdr *sections, Elf64_Xword nr,
				size_t size)
{
	size_t left = size;

	/* What refers to it refers to nothing, and must find nothing. */
	if (nr && sections[0].sh_type != SHT_NULL)
		return "damaged: the first section is not the empty one; build it again";
	for (Elf64_Xword i = 1; i < nr; i++) {
		if (sections[i].sh_type == SHT_NOBITS)
			continue;
		if (!inside(size, sections[i].sh_offset, sections[i].sh_size))
			return "truncated or damaged: a section is not in the file; build it again";
		if (sections[i].sh_size > left)
			return "damaged: sections overlap; build it again";
		left -= sections[i].sh_size;
	}
	return NULL;
}

/* What ld would take of memory and disk for a section of few bytes. */
static const char *check_growth(const unsigned char *data,
				const Elf64_Shdr *section)
{
	enum { MAX_ALIGN = 1 << 24, MAX_RATIO = 64, SMALL = 1 << 20 };
	Elf64_Chdr header;

	if (section->sh_addralign & (section->sh_addralign - 1) ||
	    (section->sh_flags & SHF_ALLOC &&
	     section->sh_addralign > MAX_ALIGN))
		return "a section's alignment is no power of two up to 16 MB; build it again";
	if (!(section->sh_flags & SHF_COMPRESSED))
		return NULL;
	if (section->sh_flags & SHF_ALLOC || section->sh_type == SHT_NOBITS ||
	    section->sh_size < sizeof(header))
		return "damaged: a compressed section; build it again";
	memcpy(&header, data + section->sh_offset, sizeof(header));
	if (header.ch_size > SMALL &&
	    (header.ch_size - SMALL) / MAX_RATIO > section->sh_size)
		return "a section that is compressed to less than a 64th; compile it without -gz";
	return NULL;
}

static const char *check_sections(const unsigned char *data, size_t size,
				  const Elf64_Ehdr *ehdr)
{
	Elf64_Shdr section, *sections;
	Elf64_Xword nr = ehdr->e_shnum;
	const char *fault = NULL;

	if (!ehdr->e_shoff)
		return "an ELF object without sections; build it again";
	if (ehdr->e_shentsize != sizeof(section) ||
	    !inside(size, ehdr->e_shoff, sizeof(section)))
		return "truncated or damaged: the table of sections is not in the file; build it again";
	memcpy(&section, data + ehdr->e_shoff, sizeof(section));
	if (!nr)
		nr = section.sh_size; /* more than 65,279 sections */
	if (nr > size / sizeof(section) ||
	    !inside(size, ehdr->e_shoff, nr * sizeof(section)))
		return "truncated or damaged: the table of sections is not in the file; build it again";
	sections = xmalloc(nr * sizeof(section));
	memcpy(sections, data + ehdr->e_shoff, nr * sizeof(section));
	fault = check_places(sections, nr, size);
	for (Elf64_Xword i = 1; i < nr && !fault; i++) {
		bool linked = sections[i].sh_type == SHT_SYMTAB ||
			      sections[i].sh_type == SHT_RELA;

		if (linked && sections[i].sh_link >= nr)
			fault = "damaged: a section refers to one that is not there; build it again";
		else if (sections[i].sh_type == SHT_SYMTAB &&
			 is_slim_lto(data, sections, &sections[i]))
			fault = "has no machine code, for it was compiled with -flto; compile with "
				"-fno-lto or -ffat-lto-objects";
		else
			fault = check_growth(data, &sections[i]);
	}
	free(sections);
	return fault;
}

const char *object_check(const unsigned char *data, size_t size)
{
	Elf64_Ehdr ehdr;
	const char *fault = check_header(data, size, &ehdr);

	return fault ? fault : check_sections(data, size, &ehdr);
}
