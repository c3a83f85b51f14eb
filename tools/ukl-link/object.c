// SPDX-License-Identifier: GPL-2.0-only
#include "object.h"

bool object_open(struct object *object)
{
	Elf_Scn *section = NULL;

	if (object->elf)
		return object->symbols;
	elf_version(EV_CURRENT);
	/* libelf does not write to the image of a file that it only reads */
	object->elf = elf_memory((char *)object->data, object->size);
	if (!object->elf)
		return false;
	while ((section = elf_nextscn(object->elf, section))) {
		GElf_Shdr shdr;

		if (!gelf_getshdr(section, &shdr) ||
		    shdr.sh_type != SHT_SYMTAB || !shdr.sh_entsize)
			continue;
		object->symbols = elf_getdata(section, NULL);
		object->nr_symbols = shdr.sh_size / shdr.sh_entsize;
		object->string_section = shdr.sh_link;
	}
	return object->symbols;
}

bool object_symbol(const struct object *object, size_t index, GElf_Sym *sym,
		   const char **name)
{
	if (!gelf_getsym(object->symbols, index, sym))
		return false;
	*name = elf_strptr(object->elf, object->string_section, sym->st_name);
	return *name;
}

bool object_section_flags(const struct object *object, size_t index,
			  GElf_Xword flags)
{
	Elf_Scn *section = elf_getscn(object->elf, index);
	GElf_Shdr shdr;

	return section && gelf_getshdr(section, &shdr) &&
	       (shdr.sh_flags & flags) == flags;
}

const char *object_function_at(const struct object *object, size_t index,
			       GElf_Addr offset)
{
	const char *best = NULL, *name;
	GElf_Addr best_at = 0;
	GElf_Sym sym;

	/* The nearest one before, and not by size: assembly often gives none. */
	for (size_t i = 1; i < object->nr_symbols; i++) {
		if (!object_symbol(object, i, &sym, &name) ||
		    sym.st_shndx != index)
			continue;
		if (GELF_ST_TYPE(sym.st_info) != STT_FUNC &&
		    (GELF_ST_TYPE(sym.st_info) != STT_NOTYPE || !*name ||
		     *name == '.'))
			continue;
		if (sym.st_value <= offset &&
		    (!best || sym.st_value >= best_at)) {
			best = name;
			best_at = sym.st_value;
		}
	}
	return best;
}

static bool visit_section(const struct object *object, Elf_Scn *section,
			  size_t where, relocation_visitor visit, void *context)
{
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Rela rela;

	for (int i = 0; data && gelf_getrela(data, i, &rela); i++)
		if (visit(object, where, &rela, context))
			return true;
	return false;
}

bool object_each_relocation(const struct object *object,
			    relocation_visitor visit, void *context)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(object->elf, section))) {
		GElf_Shdr shdr;

		if (!gelf_getshdr(section, &shdr) || shdr.sh_type != SHT_RELA ||
		    !object_section_flags(object, shdr.sh_info, SHF_ALLOC))
			continue;
		if (visit_section(object, section, shdr.sh_info, visit,
				  context))
			return true;
	}
	return false;
}
