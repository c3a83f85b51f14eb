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

bool object_section(const struct object *object, size_t index,
		    struct section_info *info)
{
	Elf_Scn *section = elf_getscn(object->elf, index);
	Elf_Data *data;
	GElf_Shdr shdr;
	size_t names;

	if (!section || !gelf_getshdr(section, &shdr) ||
	    elf_getshdrstrndx(object->elf, &names))
		return false;
	*info = (struct section_info){
		.name = elf_strptr(object->elf, names, shdr.sh_name),
		.flags = shdr.sh_flags,
		.align = shdr.sh_addralign,
	};
	data = shdr.sh_type == SHT_NOBITS ? NULL : elf_getdata(section, NULL);
	if (data) {
		info->data = data->d_buf;
		info->size = data->d_size;
	}
	return true;
}

/* Assembly often gives its functions no type; names with a dot in front are not for people. */
static bool is_function(const GElf_Sym *sym, const char *name)
{
	return GELF_ST_TYPE(sym->st_info) == STT_FUNC ||
	       (GELF_ST_TYPE(sym->st_info) == STT_NOTYPE && *name &&
		*name != '.');
}

/* The nearest function before @offset, and not by size: assembly often gives none. */
static bool find_function(const struct object *object, size_t index,
			  GElf_Addr offset, GElf_Sym *best,
			  const char **best_name)
{
	bool found = false;
	const char *name;
	GElf_Sym sym;

	for (size_t i = 1; i < object->nr_symbols; i++) {
		if (!object_symbol(object, i, &sym, &name) ||
		    sym.st_shndx != index || sym.st_value > offset ||
		    !is_function(&sym, name))
			continue;
		if (!found || sym.st_value >= best->st_value) {
			*best = sym;
			*best_name = name;
			found = true;
		}
	}
	return found;
}

const char *object_function_at(const struct object *object, size_t index,
			       GElf_Addr offset)
{
	const char *name;
	GElf_Sym sym;

	return find_function(object, index, offset, &sym, &name) ? name : NULL;
}

void object_function_extent(const struct object *object, size_t index,
			    GElf_Addr offset, GElf_Addr *start, GElf_Addr *end)
{
	struct section_info info;
	GElf_Sym function, sym;
	const char *name;

	*start = 0;
	*end = object_section(object, index, &info) ? info.size : 0;
	if (!find_function(object, index, offset, &function, &name))
		return;
	*start = function.st_value;
	if (function.st_value + function.st_size > offset) {
		*end = function.st_value + function.st_size;
		return;
	}
	for (size_t i = 1; i < object->nr_symbols; i++)
		if (object_symbol(object, i, &sym, &name) &&
		    sym.st_shndx == index && sym.st_value > offset &&
		    sym.st_value < *end && is_function(&sym, name))
			*end = sym.st_value;
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
