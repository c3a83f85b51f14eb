// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mem.h"
#include "report.h"
#include "symbols.h"

/* A label in a section of code: a function, or one of assembly that has no type. */
static bool is_code(Elf *elf, const GElf_Sym *symbol, const char *name)
{
	int type = GELF_ST_TYPE(symbol->st_info);
	GElf_Shdr section;

	if ((type != STT_FUNC && type != STT_NOTYPE && type != STT_GNU_IFUNC) ||
	    !*name || !strncmp(name, ".L", 2) || !strncmp(name, "__pfx_", 6))
		return false;
	return symbol->st_shndx != SHN_UNDEF &&
	       symbol->st_shndx < SHN_LORESERVE &&
	       gelf_getshdr(elf_getscn(elf, symbol->st_shndx), &section) &&
	       section.sh_flags & SHF_EXECINSTR;
}

static void add_table(struct symbols *symbols, Elf *elf, Elf_Scn *scn,
		      const GElf_Shdr *section)
{
	Elf_Data *data = elf_getdata(scn, NULL);
	size_t nr = section->sh_entsize ?
			    section->sh_size / section->sh_entsize :
			    0;

	for (size_t i = 0; data && i < nr; i++) {
		GElf_Sym symbol;
		const char *name;

		if (!gelf_getsym(data, i, &symbol))
			continue;
		name = elf_strptr(elf, section->sh_link, symbol.st_name);
		if (!name || !is_code(elf, &symbol, name))
			continue;
		GROW(symbols->v, symbols->nr);
		symbols->v[symbols->nr++] = (struct symbol){
			.address = symbol.st_value,
			.name = xstrdup(name),
		};
	}
}

bool symbols_add(struct symbols *symbols, const char *path)
{
	size_t before = symbols->nr;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	Elf_Scn *scn = NULL;
	Elf *elf;

	if (fd < 0) {
		error("%s: %s", path, strerror(errno));
		return false;
	}
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	while (elf && (scn = elf_nextscn(elf, scn))) {
		GElf_Shdr section;

		if (gelf_getshdr(scn, &section) &&
		    section.sh_type == SHT_SYMTAB)
			add_table(symbols, elf, scn, &section);
	}
	elf_end(elf);
	close(fd);
	if (symbols->nr == before)
		error("%s: no symbols", path);
	return symbols->nr > before;
}

static int compare(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	/* Of several names the shortest is most often the one that people know. */
	return (int)strlen(x->name) - (int)strlen(y->name);
}

void symbols_sort(struct symbols *symbols)
{
	size_t to = 0;

	qsort(symbols->v, symbols->nr, sizeof(*symbols->v), compare);
	for (size_t i = 0; i < symbols->nr; i++)
		if (!to || symbols->v[to - 1].address != symbols->v[i].address)
			symbols->v[to++] = symbols->v[i];
	symbols->nr = to;
}

struct symbol *symbols_find(struct symbols *symbols, uint64_t address)
{
	size_t low = 0, high = symbols->nr;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (symbols->v[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &symbols->v[low - 1] : NULL;
}

uint64_t symbols_address(const struct symbols *symbols, const char *name)
{
	for (size_t i = 0; i < symbols->nr; i++)
		if (!strcmp(symbols->v[i].name, name))
			return symbols->v[i].address;
	return 0;
}
