// SPDX-License-Identifier: GPL-2.0-only
#include <elf.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "files.h"
#include "mem.h"
#include "report.h"
#include "uklnote.h"

/* What ukl-link writes has some thousand bytes. */
enum { NOTE_MAX = 1 << 20, SEGMENTS_MAX = 16 };
/* The kernel and all that is linked to it have no more address space: KERNEL_IMAGE_SIZE of x86. */
#define ELF_MAX ((size_t)512 << 20)

/* Is [offset, offset + size) inside the file? Written so that nothing wraps. */
static bool inside(const struct file *file, uint64_t offset, uint64_t size)
{
	return offset <= file->size && size <= file->size - offset;
}

/* Look through one PT_NOTE segment. Notes are aligned to 4 bytes in it, whatever its p_align. */
static char *find_in_segment(const unsigned char *p, uint64_t size)
{
	while (size >= sizeof(Elf64_Nhdr)) {
		Elf64_Nhdr head;
		uint64_t name, desc;

		memcpy(&head, p, sizeof(head));
		name = ((uint64_t)head.n_namesz + 3) & ~3ULL;
		desc = ((uint64_t)head.n_descsz + 3) & ~3ULL;
		if (name > size - sizeof(head) ||
		    desc > size - sizeof(head) - name)
			return NULL;
		p += sizeof(head);
		if (head.n_type == UKL_NOTE_TYPE && head.n_namesz == 4 &&
		    head.n_descsz <= NOTE_MAX && !memcmp(p, "UKL", 4))
			return xstrndup((const char *)p + name, head.n_descsz);
		p += name + desc;
		size -= sizeof(head) + name + desc;
	}
	return NULL;
}

/* By program headers, not sections: those survive every strip. */
static char *find_in_elf(const struct file *file, uint64_t *end)
{
	Elf64_Ehdr ehdr;
	char *text = NULL;

	*end = 0;
	if (file->size < sizeof(ehdr))
		return NULL;
	memcpy(&ehdr, file->data, sizeof(ehdr));
	if (memcmp(ehdr.e_ident, ELFMAG, SELFMAG) ||
	    ehdr.e_ident[EI_CLASS] != ELFCLASS64)
		return NULL;
	/* all of 65,535 segments could be the whole of a large file */
	for (unsigned int i = 0; i < ehdr.e_phnum && i < SEGMENTS_MAX; i++) {
		uint64_t at = ehdr.e_phoff + (uint64_t)i * sizeof(Elf64_Phdr);
		Elf64_Phdr phdr;

		if (!inside(file, at, sizeof(phdr)))
			return text;
		memcpy(&phdr, file->data + at, sizeof(phdr));
		if (phdr.p_type == PT_LOAD && phdr.p_paddr <= UINT32_MAX &&
		    phdr.p_memsz <= UINT32_MAX &&
		    phdr.p_paddr + phdr.p_memsz > *end)
			*end = phdr.p_paddr + phdr.p_memsz;
		if (phdr.p_type == PT_NOTE && !text &&
		    inside(file, phdr.p_offset, phdr.p_filesz))
			text = find_in_segment(file->data + phdr.p_offset,
					       phdr.p_filesz);
	}
	return text;
}

static uint32_t get32(const unsigned char *p)
{
	return p[0] | p[1] << 8 | p[2] << 16 | (uint32_t)p[3] << 24;
}

/* The ELF file in a bzImage; Documentation/arch/x86/boot.rst has the header's layout. */
static bool unpack_bzimage(const struct file *file, struct file *elf)
{
	z_stream stream = { 0 };
	uint64_t at, size, room = 1 << 16;
	int state;

	if (file->size < 0x250 || memcmp(file->data + 0x202, "HdrS", 4))
		return false;
	at = (file->data[0x1f1] + 1) * 512 +
	     (uint64_t)get32(file->data + 0x248);
	size = get32(file->data + 0x24c);
	if (!inside(file, at, size))
		return false;
	/* 15 + 16: the largest window, gzip header */
	if (inflateInit2(&stream, 15 + 16) != Z_OK)
		return false;
	elf->data = xmalloc(room);
	stream.next_in = file->data + at;
	stream.avail_in = size;
	do {
		if (stream.total_out == ELF_MAX)
			break;
		if (stream.total_out == room)
			elf->data = xrealloc(elf->data, room *= 2);
		stream.next_out = elf->data + stream.total_out;
		stream.avail_out = room - stream.total_out;
		state = inflate(&stream, Z_NO_FLUSH);
	} while (state == Z_OK);
	elf->size = stream.total_out;
	inflateEnd(&stream);
	if (state == Z_STREAM_END)
		return true;
	free(elf->data);
	return false;
}

static bool is_elf(const struct file *file)
{
	return file->size >= SELFMAG && !memcmp(file->data, ELFMAG, SELFMAG);
}

char *uklnote_peek(const char *path)
{
	struct file file;
	char *text = NULL;
	uint64_t end;

	if (!file_map(path, &file))
		return NULL;
	if (is_elf(&file))
		text = find_in_elf(&file, &end);
	file_unmap(&file);
	return text;
}

char *uklnote_read(const char *path)
{
	uint64_t end;

	return uklnote_read_with_end(path, &end);
}

char *uklnote_read_with_end(const char *path, uint64_t *end)
{
	struct file file, elf;
	char *text = NULL;
	bool known = false;

	if (!file_map(path, &file)) {
		error("%s: %s", path, strerror(errno));
		return NULL;
	}
	if (is_elf(&file)) {
		known = true;
		text = find_in_elf(&file, end);
	} else if (unpack_bzimage(&file, &elf)) {
		known = true;
		text = find_in_elf(&elf, end);
		free(elf.data);
	}
	file_unmap(&file);
	if (!known)
		error("%s: neither an ELF file nor a bzImage; give an image made by ukl-link",
		      path);
	else if (!text)
		error("%s: carries no description of a linked program; give an image made by ukl-link",
		      path);
	return text;
}

bool uklnote_is_line(const char *text)
{
	size_t length = text ? strlen(text) : 0;

	for (size_t i = 0; i < length; i++)
		if (text[i] < ' ' || text[i] >= 0x7f)
			return false;
	return length && length <= UKL_LINE_MAX;
}
