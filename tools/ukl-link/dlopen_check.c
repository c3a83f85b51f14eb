// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "../common/mem.h"
#include "../common/report.h"
#include "dlopen_check.h"

/* dlclose, dlerror and dlinfo do nothing without one of these; dladdr works. */
static const char *const names[] = { "dlopen", "dlmopen", "dlsym", "dlvsym" };

bool is_dlopen_name(const char *name)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

static bool defined_by_user(const struct linked *linked, const char *name)
{
	size_t nr;
	const struct definition *def = linked_find(linked, name, &nr);

	for (size_t i = 0; i < nr; i++)
		if (!linked->objects[def[i].object].system)
			return true;
	return false;
}

/* The names that @object wants from libc, as "'dlopen', 'dlsym'"; NULL if none. */
static char *list_uses(const struct linked *linked, struct object *object)
{
	char *list = NULL;

	for (size_t i = 1; i < object->nr_symbols; i++) {
		const char *name;
		GElf_Sym sym;

		if (!object_symbol(object, i, &sym, &name) ||
		    sym.st_shndx != SHN_UNDEF ||
		    GELF_ST_BIND(sym.st_info) == STB_WEAK ||
		    !is_dlopen_name(name) || defined_by_user(linked, name))
			continue;
		list = list ? xasprintf("%s, '%s'", list, name) :
			      xasprintf("'%s'", name);
	}
	return list;
}

void dlopen_check(const struct linked *linked)
{
	for (size_t i = 0; i < linked->nr; i++) {
		struct object *object = &linked->objects[i];
		char *uses;

		if (object->system || !object_open(object))
			continue;
		uses = list_uses(linked, object);
		if (uses)
			error("%s: uses %s, and a linked image cannot load libraries; leave it out or "
			      "let the calls fail at run time with --dlopen=fail",
			      object->name, uses);
	}
}
