// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's side of this is ukl/kernel: the linker script places .ukl.text, and weak empty
 * definitions of the four ukl_ symbols make a kernel without programs.
 */
#include <string.h>

#include "elf_writer.h"
#include "image_object.h"

/* The kernel's struct ukl_program, as bytes. */
struct kernel_program {
	Elf64_Addr name, text_start, text_end, data;
	Elf64_Xword data_size;
};

/* Sections that the others point into. */
struct parts {
	size_t text, data, initramfs, note, table;
};

static void add_text(struct elf_writer *writer, const struct parts *parts,
		     const struct program *program)
{
	Elf64_Addr base = buffer_add(writer_contents(writer, parts->text),
				     program->text, program->text_size);

	/* Local: the kernel has functions of the same names. */
	for (size_t i = 0; i < program->nr_functions; i++) {
		const struct function *function = &program->functions[i];

		writer_symbol(writer, function->name,
			      ELF64_ST_INFO(STB_LOCAL, STT_FUNC), parts->text,
			      base + function->offset, function->size);
	}
}

static void put_word(struct buffer *table, size_t at, Elf64_Xword value)
{
	memcpy(table->data + at, &value, sizeof(value));
}

static Elf64_Addr add_data(struct elf_writer *writer, const struct parts *parts,
			   const struct program *program)
{
	struct buffer *contents = writer_contents(writer, parts->data);
	Elf64_Addr at = buffer_add(contents, program->data, program->data_size);

	/* whole pages each, shared neither with another program nor with the kernel's own data */
	buffer_align(contents, PAGE);
	return at;
}

static void add_word(struct elf_writer *writer, const struct parts *parts,
		     const char *name, Elf64_Xword value)
{
	Elf64_Addr at = buffer_add(writer_contents(writer, parts->table),
				   &value, sizeof(value));

	writer_symbol(writer, name, ELF64_ST_INFO(STB_GLOBAL, STT_OBJECT),
		      parts->table, at, sizeof(value));
}

static void add_table(struct elf_writer *writer, const struct parts *parts,
		      const struct image *image)
{
	struct buffer *table = writer_contents(writer, parts->table);
	/* processes are files of the root file system */
	size_t nr = image->model == MODEL_PROCESS ? 0 : image->nr_programs;
	size_t size = nr * sizeof(struct kernel_program);
	Elf64_Addr pointer, text = 0;

	buffer_add(table, NULL, size);
	writer_symbol(writer, "ukl_programs",
		      ELF64_ST_INFO(STB_GLOBAL, STT_OBJECT), parts->table, 0,
		      size);
	add_word(writer, parts, "ukl_nr_programs", nr);
	add_word(writer, parts, "ukl_initramfs_size", image->initramfs.size);
	pointer = table->size;
	add_word(writer, parts, "ukl_initramfs", 0);
	writer_pointer(writer, parts->table, pointer, parts->initramfs, 0);

	for (size_t i = 0; i < nr; i++) {
		const struct program *program = &image->programs[i];
		Elf64_Addr entry = i * sizeof(struct kernel_program);
		Elf64_Addr name = buffer_add(table, program->name,
					     strlen(program->name) + 1);
		Elf64_Addr data = add_data(writer, parts, program);

#define FIELD(field) (entry + offsetof(struct kernel_program, field))
		writer_pointer(writer, parts->table, FIELD(name), parts->table,
			       name);
		if (program->text) {
			writer_pointer(writer, parts->table, FIELD(text_start),
				       parts->text, text);
			text += program->text_size;
			writer_pointer(writer, parts->table, FIELD(text_end),
				       parts->text, text);
		} else {
			put_word(table, FIELD(text_start), program->text_start);
			put_word(table, FIELD(text_end),
				 program->text_start + program->text_size);
		}
		writer_pointer(writer, parts->table, FIELD(data), parts->data,
			       data);
		put_word(table, FIELD(data_size), program->data_size);
#undef FIELD
	}
}

bool image_object_write(const struct image *image, const char *path)
{
	struct elf_writer writer;
	struct parts parts;

	writer_init(&writer);
	parts.text = writer_section(&writer, ".ukl.text", SHT_PROGBITS,
				    SHF_ALLOC | SHF_EXECINSTR, PAGE);
	parts.data = writer_section(&writer, ".rodata.ukl", SHT_PROGBITS,
				    SHF_ALLOC, PAGE);
	parts.initramfs = writer_section(&writer, ".init.rodata.ukl",
					 SHT_PROGBITS, SHF_ALLOC, 4);
	parts.note =
		writer_section(&writer, ".note.ukl", SHT_NOTE, SHF_ALLOC, 4);
	parts.table = writer_section(&writer, ".rodata.ukl_table", SHT_PROGBITS,
				     SHF_ALLOC, 8);
	for (size_t i = 0; i < image->nr_programs; i++)
		if (image->programs[i].text)
			add_text(&writer, &parts, &image->programs[i]);
	add_table(&writer, &parts, image);
	buffer_add(writer_contents(&writer, parts.initramfs),
		   image->initramfs.data, image->initramfs.size);
	buffer_add(writer_contents(&writer, parts.note), image->note.data,
		   image->note.size);
	return writer_finish(&writer, path);
}
