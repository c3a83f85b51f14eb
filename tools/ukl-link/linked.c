// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "../common/files.h"
#include "../common/mem.h"
#include "../common/paths.h"
#include "archive.h"
#include "linked.h"

struct reader {
	struct linked *linked;
	const struct libc *libc;
};

static bool is_system(const struct reader *reader, const char *path)
{
	static const char *const names[] = { "libc.a", "libgcc.a",
					     "libgcc_eh.a", "libukl.a",
					     "libukl-linux.a" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(path_base(path), names[i]))
			return true;
	return libc_has(reader->libc, path);
}

/* gcc's own path of /usr/lib is /usr/lib/gcc/x86_64-linux-gnu/12/../../../..; nobody reads that */
static char *pretty_path(const char *path)
{
	char *real = strstr(path, "/../") ? realpath(path, NULL) : NULL;

	return real ? real : xstrdup(path);
}

static void add_object(struct reader *reader, char *name, bool system,
		       const unsigned char *data, size_t size)
{
	struct linked *linked = reader->linked;

	if (object_check(data, size))
		return;
	GROW(linked->objects, linked->nr);
	linked->objects[linked->nr++] = (struct object){
		.name = name, .system = system, .data = data, .size = size
	};
}

static int compare_members(const void *a, const void *b)
{
	const struct member *left = a, *right = b;

	int order = strcmp(left->name, right->name);

	/* members of one name stay in their order */
	return order ? order :
		       (left->data > right->data) - (left->data < right->data);
}

/* The first member of that name: ld's trace does not tell which of several. */
static const struct member *find_member(const struct archive *archive,
					const char *name)
{
	size_t low = 0, high = archive->nr_members;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(archive->members[mid].name, name) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == archive->nr_members ||
	    strcmp(archive->members[low].name, name))
		return NULL;
	return &archive->members[low];
}

/* Archives stay open until the end, for the programs that follow. */
static struct archive *get_archive(const char *path)
{
	static struct archive *archives;
	static size_t nr;
	struct archive archive;
	struct file file;

	for (size_t i = 0; i < nr; i++)
		if (!strcmp(archives[i].path, path))
			return &archives[i];
	if (!file_map(path, &file))
		return NULL;
	if (!is_archive(&file) || archive_read(&archive, path, &file)) {
		file_unmap(&file);
		return NULL;
	}
	if (archive.nr_members)
		qsort(archive.members, archive.nr_members,
		      sizeof(*archive.members), compare_members);
	GROW(archives, nr);
	archives[nr++] = archive;
	return &archives[nr - 1];
}

/* "(libz.a)inflate.o" */
static void read_member(struct reader *reader, char *line)
{
	char *close = strrchr(line, ')'), *pretty;
	const struct archive *archive;
	const struct member *member;
	struct file file;

	if (!close)
		return;
	*close = '\0';
	archive = get_archive(line + 1);
	if (!archive)
		return;
	member = find_member(archive, close + 1);
	if (!member)
		return;
	file.data = (unsigned char *)member->data;
	file.size = member->size;
	if (archive->thin && !file_map(member->name, &file))
		return;
	pretty = pretty_path(line + 1);
	add_object(reader, xasprintf("%s(%s)", pretty, member->name),
		   is_system(reader, pretty), file.data, file.size);
	free(pretty);
}

static void read_object(struct reader *reader, const char *line)
{
	struct file file;

	if (*line != '/' && strchr(line, ' '))
		return; /* other output that was asked for */
	if (!file_map(line, &file))
		return;
	if (file.size < 4 || memcmp(file.data, "\177ELF", 4))
		file_unmap(&file); /* an archive or a linker script */
	else
		add_object(reader, pretty_path(line),
			   libc_has(reader->libc, line), file.data, file.size);
}

static int compare_definitions(const void *a, const void *b)
{
	const struct definition *left = a, *right = b;
	int order = strcmp(left->name, right->name);

	return order ? order :
		       (left->object > right->object) -
			       (left->object < right->object);
}

static void collect_definitions(struct linked *linked)
{
	for (size_t i = 0; i < linked->nr; i++) {
		struct object *object = &linked->objects[i];
		GElf_Sym sym;
		const char *name;

		if (!object_open(object))
			continue;
		for (size_t j = 1; j < object->nr_symbols; j++) {
			struct definition def = { .object = i };

			if (!object_symbol(object, j, &sym, &name) ||
			    sym.st_shndx == SHN_UNDEF ||
			    GELF_ST_BIND(sym.st_info) == STB_LOCAL)
				continue;
			def.name = name;
			def.code = object_section_flags(object, sym.st_shndx,
							SHF_EXECINSTR);
			def.strong = GELF_ST_BIND(sym.st_info) != STB_WEAK &&
				     sym.st_shndx != SHN_COMMON &&
				     !object_section_flags(object, sym.st_shndx,
							   SHF_GROUP);
			GROW(linked->definitions, linked->nr_definitions);
			linked->definitions[linked->nr_definitions++] = def;
		}
	}
	if (linked->nr_definitions)
		qsort(linked->definitions, linked->nr_definitions,
		      sizeof(*linked->definitions), compare_definitions);
}

void linked_read(struct linked *linked, const struct libc *libc,
		 const char *trace)
{
	struct reader reader = { .linked = linked, .libc = libc };
	char *copy = xstrdup(trace), *rest = copy, *line;

	*linked = (struct linked){ 0 };
	while ((line = strsep(&rest, "\n"))) {
		if (*line == '(')
			read_member(&reader, line);
		else if (*line)
			read_object(&reader, line);
	}
	free(copy);
	collect_definitions(linked);
}

void linked_close(struct linked *linked)
{
	for (size_t i = 0; i < linked->nr; i++) {
		elf_end(linked->objects[i].elf);
		free(linked->objects[i].name);
	}
	free(linked->objects);
	free(linked->definitions);
	*linked = (struct linked){ 0 };
}

const struct definition *linked_find(const struct linked *linked,
				     const char *name, size_t *nr)
{
	size_t low = 0, high = linked->nr_definitions;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(linked->definitions[mid].name, name) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	*nr = 0;
	while (low + *nr < linked->nr_definitions &&
	       !strcmp(linked->definitions[low + *nr].name, name))
		++*nr;
	return *nr ? &linked->definitions[low] : NULL;
}

struct use {
	const char *name;
	struct place place;
};

static bool is_wanted(const struct object *object, size_t symbol,
		      const char *wanted)
{
	const char *name;
	GElf_Sym sym;

	return object_symbol(object, symbol, &sym, &name) &&
	       sym.st_shndx == SHN_UNDEF && !strcmp(name, wanted);
}

static bool is_use(const struct object *object, size_t where,
		   const GElf_Rela *rela, void *context)
{
	struct use *use = context;

	if (!is_wanted(object, GELF_R_SYM(rela->r_info), use->name))
		return false;
	use->place.object = object;
	if (object_section_flags(object, where, SHF_EXECINSTR))
		use->place.function =
			object_function_at(object, where, rela->r_offset);
	return true;
}

static struct place first_use(const struct linked *linked, const char *name,
			      bool in_libc)
{
	for (size_t i = 0; i < linked->nr; i++) {
		struct object *object = &linked->objects[i];
		struct use use = { .name = name };
		size_t j = 1;

		if ((object->system && !in_libc) || !object_open(object))
			continue;
		while (j < object->nr_symbols && !is_wanted(object, j, name))
			j++;
		if (j < object->nr_symbols &&
		    object_each_relocation(object, is_use, &use))
			return use.place;
	}
	return (struct place){ 0 };
}

struct place linked_first_use(const struct linked *linked, const char *name)
{
	return first_use(linked, name, true);
}

struct place linked_first_use_outside_libc(const struct linked *linked,
					   const char *name)
{
	return first_use(linked, name, false);
}

char *place_text(const struct place *place)
{
	if (!place->function)
		return xstrdup(place->object->name);
	return xasprintf("%s: in function '%s'", place->object->name,
			 place->function);
}
