/* SPDX-License-Identifier: GPL-2.0-only */
/* Writing a relocatable x86-64 object, section by section, through libelf. */
#ifndef UKL_LINK_ELF_WRITER_H
#define UKL_LINK_ELF_WRITER_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A growing piece of memory. */
struct buffer {
	unsigned char *data;
	size_t size, room;
};

/* Append @size bytes (zeros if @data is NULL); returns where they begin. */
size_t buffer_add(struct buffer *buffer, const void *data, size_t size);
void buffer_align(struct buffer *buffer, size_t align);

struct section {
	const char *name;
	Elf64_Word type;
	Elf64_Xword flags;
	Elf64_Xword align;
	struct buffer contents;
	struct buffer relocations; /* Elf64_Rela */
};

enum { WRITER_MAX_SECTIONS = 8 };

struct elf_writer {
	struct section
		sections[WRITER_MAX_SECTIONS]; /* [0] is ELF's null section */
	size_t nr_sections;
	struct buffer locals, globals; /* Elf64_Sym */
	struct buffer strings; /* names of symbols */
};

void writer_init(struct elf_writer *writer);

/* Returns the number of the new section, for the calls below. */
size_t writer_section(struct elf_writer *writer, const char *name,
		      Elf64_Word type, Elf64_Xword flags, Elf64_Xword align);
struct buffer *writer_contents(struct elf_writer *writer, size_t section);

/* @info as of ELF64_ST_INFO. */
void writer_symbol(struct elf_writer *writer, const char *name,
		   unsigned char info, size_t section, Elf64_Addr value,
		   Elf64_Xword size);

/* At @offset of @section, the address of @target's contents at @target_offset (R_X86_64_64). */
void writer_pointer(struct elf_writer *writer, size_t section,
		    Elf64_Addr offset, size_t target,
		    Elf64_Sxword target_offset);

/* False after a report; then there is no file. */
bool writer_finish(struct elf_writer *writer, const char *path);

#endif
