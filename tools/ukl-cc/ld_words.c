// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../common/files.h"
#include "../common/ld_options.h"
#include "../common/paths.h"
#include "../common/words.h"
#include "ld_words.h"

/* The compiler's own, for which ukl-link has others. */
static bool is_start_file(const char *path)
{
	static const char *const names[] = {
		"crt1.o",     "Scrt1.o",     "rcrt1.o",	    "gcrt1.o",
		"grcrt1.o",   "Mcrt1.o",     "crti.o",	    "crtn.o",
		"crtbegin.o", "crtbeginS.o", "crtbeginT.o", "crtend.o",
		"crtendS.o",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(path_base(path), names[i]))
			return true;
	return false;
}

/* ukl-link puts them at the end of each link. */
static bool is_default_library(const char *name)
{
	return !strcmp(name, "c") || !strcmp(name, "gcc") ||
	       !strcmp(name, "gcc_s") || !strcmp(name, "gcc_eh");
}

/* Where every link looks, so that ukl-link finds -lNAME by itself. */
static bool is_system_folder(const char *dir)
{
	static const char *const names[] = {
		"/lib",	    "/lib64",	  "/lib/x86_64-linux-gnu",
		"/usr/lib", "/usr/lib64", "/usr/lib/x86_64-linux-gnu",
	};
	bool found = !strncmp(dir, "/usr/lib/gcc/", 13);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names) && !found; i++)
		found = !strcmp(dir, names[i]);
	return found;
}

/* A sanitizer's runtime is refused by ukl-link under the name by which it is asked for. */
static bool add_sanitizer(struct ld_link *link, const char *name)
{
	static const char *const names[][2] = {
		{ "asan", "-fsanitize=address" },
		{ "tsan", "-fsanitize=thread" },
		{ "lsan", "-fsanitize=leak" },
		{ "ubsan", "-fsanitize=undefined" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strcmp(name, names[i][0]))
			continue;
		link_file_add_word(&link->file, names[i][1]);
		return true;
	}
	return false;
}

/* Is there DIR/libNAME.so or the like? Returns its path, or NULL. */
static char *find_in(const char *dir, const char *before, const char *name,
		     const char *after)
{
	char *path = xasprintf("%s/%s%s%s", dir, before, name, after);

	if (!access(path, R_OK))
		return path;
	free(path);
	return NULL;
}

/*
 * The file of -lNAME that is linked with a static image; NULL if it is one of the system's, or not
 * there. Where ld has taken a shared one (so not with @is_static), the archive beside it is best, which
 * ukl-link looks for; or else the one in a later folder, unless it is the system's: that would hardly
 * be the same library.
 */
static char *find_library(const struct strv *dirs, const char *name,
			  bool is_static)
{
	bool exact = *name == ':';
	char *shared = NULL;

	for (size_t i = 0; i < dirs->nr; i++) {
		const char *dir = dirs->v[i];
		char *real = realpath(dir, NULL);
		bool is_system = !real || is_system_folder(real);
		char *so = exact || is_static ?
				   NULL :
				   find_in(dir, "lib", name, ".so");
		char *archive = exact ? find_in(dir, "", name + 1, "") :
					find_in(dir, "lib", name, ".a");

		free(real);
		if (!so && !archive)
			continue;
		if (is_system)
			break;
		if (!shared && so)
			shared = so;
		if (archive)
			return so ? shared : archive;
	}
	return shared;
}

/* A library of the build's own is a file like an object; one of the system's stays -lNAME. */
static void add_library(struct ld_link *link, const struct strv *dirs,
			const char *name, bool is_static)
{
	char *path = find_library(dirs, name, is_static);
	char *option = xasprintf("-l%s", name);

	if (!(path && link_file_add_file(&link->file, path)) &&
	    !add_sanitizer(link, name))
		link_file_add_word(&link->file, option);
	free(option);
}

static void expand(const struct strv *words, struct strv *all, int depth)
{
	for (size_t i = 0; i < words->nr; i++) {
		struct strv more = { 0 };
		struct file file;

		if (words->v[i][0] == '@' && depth < 20 &&
		    file_read(words->v[i] + 1, &file)) {
			words_split((char *)file.data, &more);
			expand(&more, all, depth + 1);
			free(file.data);
		} else {
			strv_add(all, words->v[i]);
		}
	}
}

/* Folders of -L, which count for all libraries, also those in front; ld's own come last. */
static struct strv get_folders(const struct ld_line *line)
{
	struct strv dirs = { 0 };

	for (size_t i = 0; i < line->nr; i++)
		if (line->words[i].meaning == LD_FOLDER && line->words[i].arg)
			strv_add(&dirs, line->words[i].arg);
	strv_add(&dirs, "/usr/local/lib/x86_64-linux-gnu");
	strv_add(&dirs, "/usr/local/lib");
	return dirs;
}

/* The compiler's own libraries come in pairs, which are empty without them. */
static bool closes_empty_pair(const struct ld_link *link, const char *word)
{
	static const char *const pairs[][2] = {
		{ "-Wl,--push-state", "--pop-state" },
		{ "-Wl,--start-group", "--end-group" },
		{ "-Wl,-(", "-)" },
	};
	const struct link_file *file = &link->file;
	const char *last = file->nr ? file->inputs[file->nr - 1].text : "";

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		if (!strcmp(last, pairs[i][0]) && !strcmp(word, pairs[i][1]))
			return true;
	return false;
}

/* For the compiler, or for ukl-link, which takes the same. */
static void keep(struct ld_link *link, const char *word)
{
	char *passed;

	if (closes_empty_pair(link, word)) {
		link->file.nr--;
		return;
	}
	if (strchr(word, ',')) {
		link_file_add_word(&link->file, "-Xlinker");
		link_file_add_word(&link->file, word);
		return;
	}
	passed = xasprintf("-Wl,%s", word);
	link_file_add_word(&link->file, passed);
	free(passed);
}

static void keep_option(struct ld_link *link, const struct ld_word *word)
{
	keep(link, word->word);
	if (word->apart)
		keep(link, word->arg);
}

/* One that is gone is refused by ukl-link, which names it. */
static void add_file(struct ld_link *link, const char *path)
{
	if (is_start_file(path)) {
		link->has_start_files = true;
		/* gcrt1.o: refused, as a sanitizer's runtime is */
		if (path_base(path)[0] == 'g')
			link_file_add_word(&link->file, "-pg");
		return;
	}
	link->has_inputs = true;
	if (!link_file_add_file(&link->file, path))
		link_file_add_word(&link->file, path);
}

static bool is_regular(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISREG(st.st_mode);
}

static void read_word(struct ld_link *link, const struct ld_word *word,
		      const struct strv *dirs)
{
	const char *arg = word->arg ? word->arg : "";

	switch (word->meaning) {
	case LD_FILE:
		add_file(link, word->word);
		break;
	case LD_LIBRARY:
		link->has_inputs = true;
		if (is_default_library(arg))
			link->has_libraries = true;
		else
			add_library(link, dirs, arg, link->states & 1);
		break;
	case LD_OUTPUT:
		link->output = xstrdup(arg);
		break;
	case LD_KEEP:
		keep_option(link, word);
		break;
	case LD_FORMAT:
		/* back to that of every object */
		if (strcmp(arg, "default") && strcmp(arg, "elf64-x86-64"))
			keep_option(link, word);
		break;
	case LD_KEYWORD:
		/* the one that changes what is linked */
		if (!strcmp(arg, "muldefs"))
			keep(link, "--allow-multiple-definition");
		break;
	case LD_SYMBOLS:
		if (is_regular(arg)) {
			keep(link, "--just-symbols");
			keep(link, arg);
		}
		break;
	case LD_STATIC:
		link->states |= 1;
		break;
	case LD_DYNAMIC:
		link->states &= ~1UL;
		break;
	case LD_PUSH_STATE:
		link->states = link->states << 1 | (link->states & 1);
		keep(link, word->word);
		break;
	case LD_POP_STATE:
		link->states >>= 1;
		keep(link, word->word);
		break;
	case LD_NO_PROGRAM:
		link->makes_program = false;
		break;
	case LD_FOLDER:
	case LD_MAP:
	case LD_DROP:
		break;
	}
}

void ld_words_read(struct ld_link *link, const struct strv *given)
{
	struct ld_line line = { 0 };
	struct strv words = { 0 }, dirs;

	expand(given, &words, 0);
	ld_line_read(&line, &words);
	dirs = get_folders(&line);
	link->output = xstrdup("a.out");
	link->makes_program = true;
	for (size_t i = 0; i < line.nr; i++)
		read_word(link, &line.words[i], &dirs);
	link->makes_program &= link->has_inputs;
	if (!link->has_start_files)
		link_file_add_word(&link->file, "-nostartfiles");
	if (!link->has_libraries)
		link_file_add_word(&link->file, "-nodefaultlibs");
}
