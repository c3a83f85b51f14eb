// SPDX-License-Identifier: GPL-2.0-only
/* Why not libelf's elf_begin() and libarchive: neither reads thin archives, nor says what is wrong. */
#include <ar.h>
#include <elf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../common/mem.h"
#include "../common/paths.h"
#include "archive.h"

static const char thin_magic[] = "!<thin>\n";

/* A path. Members can share one name, so a long one would cost its length many times. */
enum { NAME_MAX_LENGTH = 4096 };

bool is_archive(const struct file *file)
{
	return file->size >= SARMAG &&
	       (!memcmp(file->data, ARMAG, SARMAG) ||
		!memcmp(file->data, thin_magic, SARMAG));
}

/* A decimal field padded with blanks; false if it is anything else. */
static bool get_number(const char *field, size_t len, size_t *value)
{
	size_t i;

	*value = 0;
	for (i = 0; i < len && field[i] >= '0' && field[i] <= '9'; i++)
		*value = 10 * *value + (field[i] - '0');
	if (!i)
		return false;
	while (i < len && field[i] == ' ')
		i++;
	return i == len;
}

/* The name at @offset of the table in member "//": ends with "/\n". */
static char *get_long_name(const char *table, size_t size, size_t offset)
{
	const char *end;

	if (!table || offset >= size)
		return NULL;
	size -= offset;
	if (size > NAME_MAX_LENGTH)
		size = NAME_MAX_LENGTH;
	end = memchr(table + offset, '\n', size);
	if (!end)
		return NULL;
	if (end > table + offset && end[-1] == '/')
		end--;
	return xstrndup(table + offset, end - (table + offset));
}

/* Where ld ends it: at a slash, or else at a blank. */
static char *get_short_name(const struct ar_hdr *header)
{
	size_t len = sizeof(header->ar_name);
	const char *end = memchr(header->ar_name, '/', len);

	if (memchr(header->ar_name, '\0', len))
		return NULL;
	if (!end)
		end = memchr(header->ar_name, ' ', len);
	return xstrndup(header->ar_name,
			end ? (size_t)(end - header->ar_name) : len);
}

/* Names as ld compares them. */
static bool is_special(const struct ar_hdr *header, const char *name)
{
	char padded[sizeof(header->ar_name) + 1];

	snprintf(padded, sizeof(padded), "%-16s", name);
	return !memcmp(header->ar_name, padded, sizeof(header->ar_name));
}

/* Not for ld, which reads numbers beyond their field, and has more names for the tables. */
static bool is_strange(const struct ar_hdr *header)
{
	bool numbered = header->ar_name[0] == '/' ||
			!strncmp(header->ar_name, "#1/", 3);

	return header->ar_name[0] == ' ' ||
	       (numbered &&
		header->ar_name[sizeof(header->ar_name) - 1] != ' ') ||
	       is_special(header, "ARFILENAMES/");
}

static uint64_t read_big(const unsigned char *data, size_t size)
{
	uint64_t value = 0;

	for (size_t i = 0; i < size; i++)
		value = value << 8 | data[i];
	return value;
}

static uint64_t read_little(const unsigned char *data, size_t size)
{
	uint64_t value = 0;

	while (size--)
		value = value << 8 | data[size];
	return value;
}

static int compare_headers(const void *offset, const void *member)
{
	uint64_t wanted = *(const uint64_t *)offset;
	size_t header = ((const struct member *)member)->header;

	return wanted < header ? -1 : wanted > header;
}

/*
 * ld goes where the index says, which has to be a member that was seen here. Of System V: how many, offsets,
 * names. Of BSD: how many bytes, pairs of a name's offset and a member's.
 */
static bool index_is_right(const struct archive *archive,
			   const struct ar_hdr *header,
			   const struct member *index)
{
	bool bsd = header->ar_name[0] == '_';
	uint64_t (*read)(const unsigned char *, size_t) = bsd ? read_little :
								read_big;
	size_t width = is_special(header, "/SYM64/") ? 8 : 4;
	size_t step = bsd ? 8 : width;
	const unsigned char *at;
	uint64_t nr, offset, total = 0;

	if (index->size < width)
		return false;
	at = index->data + width + (bsd ? 4 : 0);
	nr = read(index->data, width) / (bsd ? step : 1);
	/* each of them is a symbol in a member */
	for (size_t i = 0; i < archive->nr_members; i++)
		total += archive->members[i].size;
	if (nr > (index->size - width) / step || nr > total / sizeof(Elf64_Sym))
		return false;
	for (uint64_t i = 0; i < nr; i++) {
		offset = read(at + i * step, width);
		if (!bsearch(&offset, archive->members, archive->nr_members,
			     sizeof(*archive->members), compare_headers))
			return false;
	}
	return true;
}

const char *archive_read(struct archive *archive, const char *path,
			 const struct file *file)
{
	const struct ar_hdr *first =
		(const struct ar_hdr *)(file->data + SARMAG);
	struct member index = { 0 };
	const char *names = NULL;
	size_t names_size = 0, at = SARMAG;

	*archive = (struct archive){ .path = xstrdup(path), .file = *file };
	archive->thin = !memcmp(file->data, thin_magic, SARMAG);
	while (at < file->size) {
		const struct ar_hdr *header =
			(const struct ar_hdr *)(file->data + at);
		struct member member = { 0 };
		size_t size, number;
		bool special;

		if (file->size - at < sizeof(*header))
			return "truncated in the header of a member";
		if (memcmp(header->ar_fmag, ARFMAG, 2) ||
		    !get_number(header->ar_size, sizeof(header->ar_size),
				&size))
			return "damaged: the header of a member is not one";
		if (is_strange(header))
			return "damaged: the name of a member is not one";
		at += sizeof(*header);
		special = is_special(header, "/") ||
			  is_special(header, "/SYM64/") ||
			  is_special(header, "//") ||
			  is_special(header, "__.SYMDEF") ||
			  is_special(header, "__.SYMDEF/");
		/* a thin archive holds its own tables, but no member */
		if ((!archive->thin || special) && size > file->size - at)
			return "truncated in the middle of a member";
		member.data = file->data + at;
		member.size = size;
		if (!archive->thin || special)
			at += size + (size & 1);
		/* ld takes the first ones only, at the beginning, and a backslash in a name for a slash */
		if (is_special(header, "//")) {
			if (names || archive->nr_members ||
			    memchr(member.data, '\\', size))
				return "damaged: its table of names is not at the beginning, or has backslashes";
			names = (const char *)member.data;
			names_size = size;
			continue;
		}
		if (special) {
			if (header != first)
				return "damaged: its index is not at the beginning";
			index = member;
			archive->has_index = true;
			continue;
		}
		if (header->ar_name[0] == '/') {
			if (!get_number(header->ar_name + 1,
					sizeof(header->ar_name) - 1, &number))
				return "damaged: the name of a member is not one";
			member.name = get_long_name(names, names_size, number);
		} else if (!strncmp(header->ar_name, "#1/", 3)) {
			/* BSD: the name stands in front of the contents */
			if (!get_number(header->ar_name + 3,
					sizeof(header->ar_name) - 3, &number) ||
			    number > size || archive->thin)
				return "damaged: the name of a member is not one";
			member.name =
				xstrndup((const char *)member.data, number);
			member.data += number;
			member.size -= number;
		} else {
			member.name = get_short_name(header);
		}
		member.header = (unsigned char *)header - file->data;
		if (!member.name)
			return "damaged: the name of a member is not in the table of names";
		if (archive->thin) {
			member.data = NULL;
			if (*member.name != '/' && strchr(path, '/'))
				member.name = xasprintf("%s/%s", path_dir(path),
							member.name);
		}
		GROW(archive->members, archive->nr_members);
		archive->members[archive->nr_members++] = member;
	}
	if (archive->has_index && !index_is_right(archive, first, &index))
		return "damaged: its index refers to what is no member";
	return NULL;
}
