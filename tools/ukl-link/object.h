/* SPDX-License-Identifier: GPL-2.0-only */
/* Relocatable ELF objects as the checks see them: validated, with symbols and relocations. */
#ifndef UKL_LINK_OBJECT_H
#define UKL_LINK_OBJECT_H

#include <gelf.h>
#include <stdbool.h>
#include <stddef.h>

struct object {
	char *name; /* as ld prints it: "main.o", "libz.a(inflate.o)" */
	bool system; /* of libc, libgcc or ours, whose own doings are no fault of the user's */
	Elf *elf; /* NULL until object_open() */
	const unsigned char *data;
	size_t size;
	/* by object_open(): */
	Elf_Data *symbols;
	size_t nr_symbols;
	size_t string_section;
};

/*
 * Is @data an object that can be linked: ELF, whole, for x86-64, not an executable, not a shared
 * library, not without machine code? NULL, or what is wrong and what to do.
 */
const char *object_check(const unsigned char *data, size_t size);

/* Open for reading; false if it is not an ELF object or has no symbols. */
bool object_open(struct object *object);

/* Symbol @index and its name; false if there is none. */
bool object_symbol(const struct object *object, size_t index, GElf_Sym *sym,
		   const char **name);

/* Is section @index executable, is it part of a COMDAT group? */
bool object_section_flags(const struct object *object, size_t index,
			  GElf_Xword flags);

struct section_info {
	const char *name;
	GElf_Xword flags, align;
	const unsigned char *data; /* NULL: none in the file */
	size_t size;
};

/* Section @index, from 1; false if there are no more. */
bool object_section(const struct object *object, size_t index,
		    struct section_info *info);

/* Name of the function around @offset of section @index, or NULL. */
const char *object_function_at(const struct object *object, size_t index,
			       GElf_Addr offset);

/*
 * The extent of that function: by its size, or, as assembly often gives none, up to the next one.
 * The whole section if there is no function.
 */
void object_function_extent(const struct object *object, size_t index,
			    GElf_Addr offset, GElf_Addr *start, GElf_Addr *end);

/*
 * Call @visit for each relocation of each section that will be in memory. @where is the section that
 * is relocated. Stops when @visit returns true, and returns that.
 */
typedef bool (*relocation_visitor)(const struct object *object, size_t where,
				   const GElf_Rela *rela, void *context);
bool object_each_relocation(const struct object *object,
			    relocation_visitor visit, void *context);

#endif
