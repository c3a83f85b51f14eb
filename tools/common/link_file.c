// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "link_file.h"
#include "mem.h"
#include "paths.h"
#include "report.h"
#include "sha256.h"

static const char header[] = "ukl-link-file 1";

/* Half of a SHA-256 or less is plenty: nobody is fooled here but by mistake. */
enum { DIGEST_LENGTH = 16 };

static void add(struct link_file *file, const char *text, const char *digest)
{
	GROW(file->inputs, file->nr);
	file->inputs[file->nr++] = (struct link_input){
		.text = xstrdup(text), .digest = digest ? xstrdup(digest) : NULL
	};
}

void link_file_add_word(struct link_file *file, const char *word)
{
	add(file, word, NULL);
}

bool is_shared_library(const char *path)
{
	const char *so = strstr(path_base(path), ".so");

	return so && (!so[3] || so[3] == '.');
}

bool is_static_library(const char *path)
{
	size_t len = strlen(path);

	return len > 2 && !strcmp(path + len - 2, ".a");
}

/* NULL with errno set. */
static char *get_digest(const char *path)
{
	struct sha256 sha;
	struct file file;
	char hex[65];

	if (!file_map(path, &file))
		return NULL;
	sha256_init(&sha);
	sha256_add(&sha, file.data, file.size);
	sha256_hex(&sha, hex);
	file_unmap(&file);
	return xstrndup(hex, DIGEST_LENGTH);
}

bool link_file_add_file(struct link_file *file, const char *path)
{
	char *real = realpath(path, NULL);
	char *digest;

	if (!real)
		return false;
	/* under its own name: libz.so, for which there is a libz.a, is a link to libz.so.1.3 */
	if (is_shared_library(path)) {
		char *dir = path_dir(path), *real_dir = realpath(dir, NULL);

		digest = xstrdup("-");
		real = xasprintf("%s/%s", real_dir ? real_dir : dir,
				 path_base(path));
	} else {
		digest = get_digest(real);
	}
	if (!digest)
		return false;
	add(file, real, digest);
	free(digest);
	free(real);
	return true;
}

/* What an earlier link had more of would stay for ever. */
static void remove_old_copies(const char *path, size_t first, const char *name)
{
	for (size_t i = first;; i++) {
		char *copy = xasprintf("%s.%zu.%s", path, i, name);
		bool gone = unlink(copy);

		free(copy);
		if (gone)
			return;
	}
}

/* One line for each input, and a copy of it is named after @path. False after a report. */
static bool has_lines(const struct link_file *file, const char *path)
{
	const char *broken = strchr(path, '\n') ? path : NULL;

	for (size_t i = 0; i < file->nr && !broken; i++)
		if (strchr(file->inputs[i].text, '\n'))
			broken = file->inputs[i].text;
	if (broken)
		error("%s: a name with a line break cannot be listed in %s; take another one",
		      broken, path);
	return !broken;
}

bool link_file_write(struct link_file *file, const char *path,
		     const char *(*keep)(const char *input,
					 const void *context),
		     const void *context)
{
	char *text = xasprintf("%s\n", header);
	size_t nr_kept = 0;
	bool ok = true;

	if (!has_lines(file, path))
		return false;
	for (size_t i = 0; i < file->nr; i++) {
		struct link_input *input = &file->inputs[i];
		const char *name = input->digest ? keep(input->text, context) :
						   NULL;
		char *longer;

		if (name) {
			char *copy =
				xasprintf("%s.%zu.%s", path, ++nr_kept, name);

			ok &= file_copy(input->text, copy, 0666);
			input->text = xstrdup(path_base(copy));
			free(copy);
		}
		longer = input->digest ?
				 xasprintf("%sfile %s %s\n", text,
					   input->digest, input->text) :
				 xasprintf("%sword %s\n", text, input->text);
		free(text);
		text = longer;
	}
	remove_old_copies(path, nr_kept + 1, "o");
	ok = ok && file_write(path, text, strlen(text), 0666);
	free(text);
	return ok;
}

static bool read_line(struct link_file *file, char *line, const char *dir)
{
	char *text, *digest;

	if (!strncmp(line, "word ", 5) && line[5]) {
		link_file_add_word(file, line + 5);
		return true;
	}
	if (strncmp(line, "file ", 5))
		return false;
	digest = line + 5;
	text = strchr(digest, ' ');
	if (!text || text == digest || !text[1])
		return false;
	*text++ = '\0';
	if (*text != '/')
		text = xasprintf("%s/%s", dir, text);
	add(file, text, digest);
	return true;
}

bool link_file_read(struct link_file *file, const char *path)
{
	struct file content;
	char *rest, *line, *dir = path_dir(path);
	unsigned int number = 1;

	if (!file_read(path, &content)) {
		error("%s: %s; build the program with ukl-cc, which makes it",
		      path, strerror(errno));
		return false;
	}
	rest = (char *)content.data;
	line = strsep(&rest, "\n");
	if (strcmp(line, header)) {
		error("%s: not a link file of this version of ukl-cc; build the program again",
		      path);
		return false;
	}
	while ((line = strsep(&rest, "\n"))) {
		number++;
		if (!*line || read_line(file, line, dir))
			continue;
		error("%s:%u: damaged; build the program again", path, number);
		return false;
	}
	free(content.data);
	free(dir);
	return true;
}

/* libz.so, libz.so.1: libz.a */
static bool take_archive(struct link_input *input)
{
	char *so = strstr(path_base(input->text), ".so"), *archive;

	if (!so) {
		error("%s: not a shared library, and without a digest; build the program again",
		      input->text);
		return false;
	}
	archive = xasprintf("%.*s.a", (int)(so - input->text), input->text);
	if (access(archive, R_OK)) {
		error("%s: only the shared library is there; install or build the static one, %s",
		      input->text, path_base(archive));
		return false;
	}
	input->text = archive;
	input->digest = get_digest(archive);
	return input->digest;
}

static bool check_input(const struct link_input *input, const char *path)
{
	char *digest = get_digest(input->text);
	bool same = digest && !strcmp(digest, input->digest);

	if (!digest)
		error("%s: %s; it was linked (%s), so build the program again and keep it",
		      input->text, strerror(errno), path);
	else if (!same)
		error("%s: has changed since it was linked (%s); build the program again",
		      input->text, path);
	free(digest);
	return same;
}

bool link_file_check(struct link_file *file, const char *path)
{
	bool ok = true;

	for (size_t i = 0; i < file->nr; i++) {
		struct link_input *input = &file->inputs[i];

		if (!input->digest)
			continue;
		ok &= strcmp(input->digest, "-") ? check_input(input, path) :
						   take_archive(input);
	}
	return ok;
}

static bool is_library(const char *text)
{
	return !strncmp(text, "-l", 2) || is_static_library(text);
}

/*
 * Shared libraries need no order, archives do: so all that comes behind the first one is a group,
 * unless the build has groups of its own, which cannot be nested.
 */
void link_file_words(const struct link_file *file, struct strv *words)
{
	bool own = false, open = false;

	for (size_t i = 0; i < file->nr; i++)
		own |= !strcmp(file->inputs[i].text, "-Wl,--start-group") ||
		       !strcmp(file->inputs[i].text, "-Wl,-(");
	for (size_t i = 0; i < file->nr; i++) {
		if (!own && !open && is_library(file->inputs[i].text)) {
			strv_add(words, "-Wl,--start-group");
			open = true;
		}
		strv_add(words, file->inputs[i].text);
	}
	if (open)
		strv_add(words, "-Wl,--end-group");
}
