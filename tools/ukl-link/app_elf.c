// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../common/files.h"
#include "../common/report.h"
#include "app_elf.h"
#include "object.h"

/*
 * ld wrote the file a moment ago, but of objects that may be anybody's. What is looked at later has to
 * be in the file, and sizes must not wrap around.
 */
static bool is_whole(const struct file *file)
{
	const Elf64_Ehdr *ehdr = (const Elf64_Ehdr *)file->data;
	const Elf64_Phdr *phdr;

	if (file->size < sizeof(*ehdr) ||
	    memcmp(ehdr->e_ident, ELFMAG, SELFMAG) ||
	    ehdr->e_phoff % sizeof(uint64_t) || ehdr->e_phoff > file->size ||
	    ehdr->e_phnum > (file->size - ehdr->e_phoff) / sizeof(*phdr))
		return false;
	phdr = (const Elf64_Phdr *)(file->data + ehdr->e_phoff);
	for (unsigned int i = 0; i < ehdr->e_phnum; i++)
		if (phdr[i].p_offset > file->size ||
		    phdr[i].p_filesz > file->size - phdr[i].p_offset ||
		    (phdr[i].p_type == PT_LOAD &&
		     (phdr[i].p_filesz > phdr[i].p_memsz ||
		      phdr[i].p_memsz > UINT64_MAX - phdr[i].p_vaddr)))
			return false;
	return true;
}

static bool map_linked(const char *path, struct file *file)
{
	if (!file_map(path, file))
		return false;
	if (is_whole(file))
		return true;
	file_unmap(file);
	errno = ENOEXEC;
	return false;
}

static const Elf64_Phdr *program_headers(const unsigned char *data,
					 unsigned int *nr)
{
	const Elf64_Ehdr *ehdr = (const Elf64_Ehdr *)data;

	*nr = ehdr->e_phnum;
	return (const Elf64_Phdr *)(data + ehdr->e_phoff);
}

static const Elf64_Phdr *find_text(const struct program *program,
				   const unsigned char *data)
{
	unsigned int nr;
	const Elf64_Phdr *phdr = program_headers(data, &nr);

	for (unsigned int i = 0; i < nr; i++)
		if (phdr[i].p_type == PT_LOAD &&
		    phdr[i].p_vaddr >= program->text_start)
			return &phdr[i];
	return NULL;
}

uint64_t app_elf_data_end(const struct program *program)
{
	unsigned int nr;
	const Elf64_Phdr *phdr = program_headers(program->data, &nr);
	uint64_t end = 0;

	for (unsigned int i = 0; i < nr; i++) {
		uint64_t last = phdr[i].p_vaddr + phdr[i].p_memsz;

		if (phdr[i].p_type == PT_LOAD &&
		    phdr[i].p_vaddr < program->text_start && last > end)
			end = last;
	}
	return end;
}

uint64_t app_elf_memory(const char *elf)
{
	const Elf64_Phdr *phdr;
	struct file file;
	uint64_t sum = 0;
	unsigned int nr;

	if (!map_linked(elf, &file))
		return 0;
	phdr = program_headers(file.data, &nr);
	for (unsigned int i = 0; i < nr; i++)
		if (phdr[i].p_type == PT_LOAD)
			sum += phdr[i].p_memsz;
	file_unmap(&file);
	return sum;
}

static bool open_symbols(const struct program *program, struct object *object)
{
	struct file file;

	if (!file_map(program->elf, &file))
		return false;
	*object = (struct object){ .name = program->elf,
				   .data = file.data,
				   .size = file.size };
	return object_open(object);
}

bool app_elf_has_symbol(const struct program *program,
			bool (*matches)(const char *name))
{
	struct object object;
	const char *name;
	GElf_Sym sym;

	if (!open_symbols(program, &object))
		return false;
	for (size_t i = 1; i < object.nr_symbols; i++)
		if (object_symbol(&object, i, &sym, &name) &&
		    sym.st_shndx != SHN_UNDEF && matches(name))
			return true;
	return false;
}

void app_elf_each_object(const struct program *program,
			 void (*visit)(const char *name, uint64_t size,
				       void *context),
			 void *context)
{
	struct object object;
	const char *name;
	GElf_Sym sym;

	if (!open_symbols(program, &object))
		return;
	for (size_t i = 1; i < object.nr_symbols; i++)
		if (object_symbol(&object, i, &sym, &name) && sym.st_size &&
		    GELF_ST_TYPE(sym.st_info) == STT_OBJECT)
			visit(name, sym.st_size, context);
}

/*
 * Do compilers make such names? ELF allows every byte, and the kernel's table of symbols gets them
 * through an assembler's comments: with an end of comment in it, a name would be assembled.
 */
static bool is_usual_name(const char *name)
{
	for (; *name; name++)
		if (!isalnum((unsigned char)*name) && !strchr("_.$@", *name) &&
		    (unsigned char)*name < 0x80)
			return false;
	return true;
}

static bool is_function(const struct program *program, const GElf_Sym *sym,
			const char *name)
{
	unsigned int type = GELF_ST_TYPE(sym->st_info);

	if (sym->st_shndx == SHN_UNDEF || sym->st_shndx >= SHN_LORESERVE ||
	    !*name || !is_usual_name(name))
		return false;
	if (sym->st_value < program->text_start ||
	    sym->st_value >= program->text_start + program->text_size)
		return false;
	/* assembly often says no type; '.' and '$' begin names that are not for people */
	return type == STT_FUNC || type == STT_GNU_IFUNC ||
	       (type == STT_NOTYPE && *name != '.' && *name != '$');
}

static int compare_functions(const void *a, const void *b)
{
	const struct function *left = a, *right = b;

	if (left->offset != right->offset)
		return left->offset < right->offset ? -1 : 1;
	return strcmp(left->name, right->name);
}

static void read_functions(struct program *program)
{
	struct object object;
	const char *name;
	GElf_Sym sym;

	if (!open_symbols(program, &object))
		return;
	for (size_t i = 1; i < object.nr_symbols; i++) {
		if (!object_symbol(&object, i, &sym, &name) ||
		    !is_function(program, &sym, name))
			continue;
		GROW(program->functions, program->nr_functions);
		program->functions[program->nr_functions++] = (struct function){
			.name = name,
			.offset = sym.st_value - program->text_start,
			.size = sym.st_size,
		};
	}
	if (program->nr_functions)
		qsort(program->functions, program->nr_functions,
		      sizeof(*program->functions), compare_functions);
}

/* The data file is the linked file up to @size, without sections, which end with it. */
static bool take_data(struct program *program, const struct file *file,
		      uint64_t size)
{
	unsigned char *data;
	Elf64_Ehdr *ehdr = (Elf64_Ehdr *)file->data;

	if (size < sizeof(*ehdr) || ehdr->e_phoff > size ||
	    ehdr->e_phnum * sizeof(Elf64_Phdr) > size - ehdr->e_phoff) {
		error("%s: the text stands in front of all data; leave out options that move sections",
		      program->name);
		return false;
	}
	data = xmalloc(size);
	ehdr = (Elf64_Ehdr *)data;
	memcpy(data, file->data, size);
	ehdr->e_shoff = 0;
	ehdr->e_shnum = 0;
	ehdr->e_shstrndx = SHN_UNDEF;
	program->data = data;
	program->data_size = size;
	return true;
}

static void take_text(struct program *program, const struct file *file,
		      const Elf64_Phdr *phdr)
{
	unsigned char *text;

	program->text_size = page_align(phdr->p_memsz);
	text = xmalloc(program->text_size);
	memset(text, 0xcc,
	       program->text_size); /* int3, as vmlinux fills its gaps */
	memcpy(text, file->data + phdr->p_offset, phdr->p_filesz);
	program->text = text;
}

/* Where the last of what exec looks at ends. */
static uint64_t loaded_size(const unsigned char *data)
{
	unsigned int nr;
	const Elf64_Phdr *phdr = program_headers(data, &nr);
	uint64_t size = 0;

	for (unsigned int i = 0; i < nr; i++) {
		uint64_t end = phdr[i].p_offset + phdr[i].p_filesz;

		if (end > size)
			size = end;
	}
	return size;
}

bool app_elf_read_whole(struct program *program)
{
	const Elf64_Phdr *phdr, *text = NULL;
	struct file file;
	unsigned int nr;
	bool done;

	if (!map_linked(program->elf, &file)) {
		error("%s: %s", program->elf, strerror(errno));
		return false;
	}
	phdr = program_headers(file.data, &nr);
	for (unsigned int i = 0; i < nr && !text; i++)
		if (phdr[i].p_type == PT_LOAD && (phdr[i].p_flags & PF_X))
			text = &phdr[i];
	if (!text) {
		error("%s: no text", program->name);
		return false;
	}
	program->text_start = text->p_vaddr;
	program->text_size = page_align(text->p_memsz);
	done = take_data(program, &file, loaded_size(file.data));
	file_unmap(&file);
	return done;
}

void app_elf_measure(struct program *program)
{
	const Elf64_Phdr *text;
	struct file file;

	program->text_size = 0;
	if (!map_linked(program->elf, &file))
		return;
	text = find_text(program, file.data);
	if (text)
		program->text_size = page_align(text->p_memsz);
	file_unmap(&file);
}

bool app_elf_in_place(const struct program *program)
{
	const Elf64_Phdr *text;
	struct file file;
	bool in_place;

	if (!map_linked(program->elf, &file))
		return false;
	text = find_text(program, file.data);
	in_place = text && text->p_vaddr == program->text_start;
	file_unmap(&file);
	return in_place;
}

bool app_elf_read(struct program *program)
{
	const Elf64_Phdr *phdr, *text, *all;
	struct file file;
	unsigned int nr;
	bool done;

	if (!map_linked(program->elf, &file)) {
		error("%s: %s", program->elf, strerror(errno));
		return false;
	}
	text = find_text(program, file.data);
	if (!text) {
		error("%s: no text", program->name);
		return false;
	}
	if (text->p_memsz > page_align(text->p_filesz)) {
		error("%s: %llu bytes of its text have no contents; leave out sections of code of type nobits",
		      program->name,
		      (unsigned long long)(text->p_memsz - text->p_filesz));
		return false;
	}
	all = program_headers(file.data, &nr);
	for (phdr = all; phdr < all + nr; phdr++) {
		if (phdr->p_type == PT_LOAD && phdr != text &&
		    phdr->p_offset + phdr->p_filesz > text->p_offset) {
			error("%s: data stands behind the text; leave out options that move sections",
			      program->name);
			return false;
		}
	}
	done = take_data(program, &file, text->p_offset);
	if (done)
		take_text(program, &file, text);
	file_unmap(&file);
	if (done)
		read_functions(program);
	return done;
}
