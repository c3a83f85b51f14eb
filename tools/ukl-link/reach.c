// SPDX-License-Identifier: GPL-2.0-only
/*
 * Text is at 0xffffffff8xxxxxxx. A signed 32-bit field (R_X86_64_32S, PC32, PLT32) reaches it, from
 * low data too, because addresses wrap at 2^64; a 64-bit field reaches everything. An unsigned 32-bit
 * field, or a smaller one, cannot: that is code made for the low 2 GB, gcc -fno-pie.
 */
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "../common/mem.h"
#include "../common/report.h"
#include "reach.h"

struct scan {
	const struct linked *linked;
	const struct kit *kit;
	struct strv lines; /* said before */
};

static const char *short_relocation(unsigned long type)
{
	switch (type) {
	case R_X86_64_32:
		return "R_X86_64_32";
	case R_X86_64_16:
		return "R_X86_64_16";
	case R_X86_64_8:
		return "R_X86_64_8";
	}
	return NULL;
}

static bool is_code_name(const struct scan *scan, const char *name)
{
	size_t nr;
	const struct definition *def = linked_find(scan->linked, name, &nr);

	return def ? def->code : !!kit_find_export(scan->kit, name);
}

static bool is_code(const struct scan *scan, const struct object *object,
		    const GElf_Sym *sym, const char *name)
{
	if (GELF_ST_BIND(sym->st_info) != STB_LOCAL)
		return is_code_name(scan, name);
	return sym->st_shndx < SHN_LORESERVE &&
	       object_section_flags(object, sym->st_shndx, SHF_EXECINSTR);
}

static void say_once(struct scan *scan, char *line)
{
	for (size_t i = 0; i < scan->lines.nr; i++)
		if (!strcmp(scan->lines.v[i], line))
			return;
	error("%s", line);
	strv_add(&scan->lines, line);
}

/* Name of what @rela means: of a section symbol, the function in that place. */
static const char *target_name(const struct object *object, const GElf_Sym *sym,
			       const char *name, const GElf_Rela *rela)
{
	const char *function;

	if (GELF_ST_TYPE(sym->st_info) != STT_SECTION)
		return name;
	function = object_function_at(object, sym->st_shndx, rela->r_addend);
	return function ? function : "its own text";
}

static bool check(const struct object *object, size_t where,
		  const GElf_Rela *rela, void *context)
{
	const char *type = short_relocation(GELF_R_TYPE(rela->r_info)), *name;
	struct place place = { .object = object };
	struct scan *scan = context;
	GElf_Sym sym;
	char *text;

	if (!type ||
	    !object_symbol(object, GELF_R_SYM(rela->r_info), &sym, &name) ||
	    !is_code(scan, object, &sym, name))
		return false;
	if (object_section_flags(object, where, SHF_EXECINSTR))
		place.function =
			object_function_at(object, where, rela->r_offset);
	text = place_text(&place);
	say_once(
		scan,
		xasprintf(
			"%s: %s cannot reach '%s' in the kernel's half of the address space; "
			"compile with -fPIE",
			text, type, target_name(object, &sym, name, rela)));
	free(text);
	return false;
}

size_t reach_check(const struct linked *linked, const struct kit *kit)
{
	struct scan scan = { .linked = linked, .kit = kit };

	for (size_t i = 0; i < linked->nr; i++)
		if (object_open(&linked->objects[i]))
			object_each_relocation(&linked->objects[i], check,
					       &scan);
	return scan.lines.nr;
}
