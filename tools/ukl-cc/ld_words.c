// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../common/files.h"
#include "../common/paths.h"
#include "../common/words.h"
#include "ld_words.h"

enum meaning {
	DROP, /* about dynamic linking or the layout, which is ukl-link's own */
	KEEP,
	DROP_ARG, /* the same with an argument in the next word, or behind = */
	KEEP_ARG,
	LIBRARY, /* as a shared one: no program */
};

/*
 * Options that are not here are kept, and ukl-link says what it thinks of them. Long ones stand with
 * one dash, and may be given with two.
 */
static const struct {
	enum meaning meaning;
	const char *names;
} options[] = {
	{ LIBRARY, " -shared -Bshareable -r -relocatable -i -Ur " },
	{ KEEP_ARG,
	  " -u -undefined -require-defined -wrap -defsym -e -entry -T -script " },
	{ DROP_ARG,
	  " -o -output -m -z -L -library-path -dynamic-linker -I -plugin -plugin-opt -rpath"
	  " -rpath-link -R -soname -h -Map -version-script -dynamic-list -retain-symbols-file -y -a"
	  " -c -f -F -G -P -dependency-file " },
	{ DROP,
	  /* how libraries are found, and what is exported */
	  " -pie -no-pie -static -Bstatic -dn -non_shared -Bdynamic -dy -call_shared"
	  " -no-dynamic-linker -as-needed -no-as-needed -add-needed -no-add-needed"
	  " -copy-dt-needed-entries -no-copy-dt-needed-entries -export-dynamic -E"
	  " -no-export-dynamic -no-undefined -unresolved-symbols -allow-shlib-undefined"
	  " -no-allow-shlib-undefined -enable-new-dtags -disable-new-dtags -sysroot"
	  /* what the file looks like */
	  " -eh-frame-hdr -build-id -hash-style -strip-all -s -strip-debug -S -x -discard-all -X"
	  " -discard-locals -emit-relocs -q -relax -no-relax -g -compress-debug-sections -gdb-index"
	  " -sort-common -icf -threads -no-threads"
	  /* what ld says */
	  " -fatal-warnings -no-fatal-warnings -no-warn-mismatch -warn-common -warn-once"
	  " -warn-shared-textrel -no-warn-rwx-segments -warn-rwx-segments -no-warn-execstack"
	  " -print-gc-sections -print-map -M -cref -trace -t -verbose -v -stats"
	  " -print-memory-usage -demangle -no-demangle -color-diagnostics " },
};

/* Short options whose argument may be in the same word: -Ldir, -zrelro, -O1. */
static const char glued[] = "LRTIGOazyu";

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

/* What ld takes for -lNAME in @dir, or NULL. */
static char *find_library(const char *dir, const char *name)
{
	static const char *const endings[] = { ".so", ".a" };

	if (*name == ':') {
		char *path = xasprintf("%s/%s", dir, name + 1);

		return access(path, R_OK) ? NULL : path;
	}
	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
		char *path = xasprintf("%s/lib%s%s", dir, name, endings[i]);

		if (!access(path, R_OK))
			return path;
		free(path);
	}
	return NULL;
}

/* A library of the build's own is a file like an object; one of the system's stays -lNAME. */
static void add_library(struct ld_link *link, const struct strv *dirs,
			const char *name)
{
	char *option = xasprintf("-l%s", name);

	for (size_t i = 0; i < dirs->nr; i++) {
		char *path = find_library(dirs->v[i], name);
		char *dir = realpath(dirs->v[i], NULL);

		if (!path)
			continue;
		if (dir && !is_system_folder(dir) &&
		    link_file_add_file(&link->file, path))
			return;
		break;
	}
	if (!add_sanitizer(link, name))
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
static struct strv get_folders(const struct strv *words)
{
	struct strv dirs = { 0 };

	for (size_t i = 0; i < words->nr; i++) {
		const char *word = words->v[i];

		if (!strcmp(word, "-L") && words->v[i + 1])
			strv_add(&dirs, words->v[++i]);
		else if (!strncmp(word, "-L", 2))
			strv_add(&dirs, word + 2);
		else if (!strncmp(word, "--library-path=", 15))
			strv_add(&dirs, word + 15);
	}
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

static enum meaning get_meaning(const char *word, bool *has_arg)
{
	size_t len;
	char *name;

	word += word[0] == '-' && word[1] == '-';
	len = strcspn(word, "=");
	*has_arg = word[len] == '=';
	name = xasprintf(" %.*s ", (int)len, word);
	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		if (strstr(options[i].names, name))
			return options[i].meaning;
	/* -Ldir, but not --Ldir */
	if (word[1] && word[2] && strchr(glued, word[1])) {
		*has_arg = true;
		return word[1] == 'u' || word[1] == 'T' ? KEEP : DROP;
	}
	return KEEP;
}

static size_t read_option(struct ld_link *link, const struct strv *words,
			  size_t i)
{
	const char *word = words->v[i];
	bool has_arg;
	enum meaning meaning = get_meaning(word, &has_arg);
	const char *arg = has_arg ? NULL : words->v[i + 1];

	/* the one keyword that changes what is linked */
	if (!strcmp(word, "-z") && arg && !strcmp(arg, "muldefs"))
		keep(link, "--allow-multiple-definition");
	if (meaning == LIBRARY)
		link->makes_program = false;
	if (meaning == KEEP || meaning == KEEP_ARG)
		keep(link, word);
	if ((meaning != KEEP_ARG && meaning != DROP_ARG) || !arg)
		return i;
	if (meaning == KEEP_ARG)
		keep(link, arg);
	return i + 1;
}

static void set_output(struct ld_link *link, const struct strv *words)
{
	for (size_t i = 0; i < words->nr; i++) {
		const char *word = words->v[i];

		if ((!strcmp(word, "-o") || !strcmp(word, "--output")) &&
		    words->v[i + 1])
			link->output = xstrdup(words->v[i + 1]);
		else if (!strncmp(word, "--output=", 9))
			link->output = xstrdup(word + 9);
	}
	if (!link->output)
		link->output = xstrdup("a.out");
}

void ld_words_read(struct ld_link *link, const struct strv *given)
{
	struct strv words = { 0 }, dirs;
	bool start_files = false, libraries = false, inputs = false;

	expand(given, &words, 0);
	dirs = get_folders(&words);
	set_output(link, &words);
	link->makes_program = true;
	for (size_t i = 0; i < words.nr; i++) {
		const char *word = words.v[i];

		if (!strncmp(word, "-l", 2) && word[2]) {
			inputs = true;
			if (is_default_library(word + 2))
				libraries = true;
			else
				add_library(link, &dirs, word + 2);
		} else if (*word == '-') {
			i = read_option(link, &words, i);
		} else if (is_start_file(word)) {
			start_files = true;
			/* gcrt1.o: refused, as a sanitizer's runtime is */
			if (path_base(word)[0] == 'g')
				link_file_add_word(&link->file, "-pg");
		} else {
			inputs = true;
			link_file_add_file(&link->file, word);
		}
	}
	link->makes_program &= inputs;
	if (!start_files)
		link_file_add_word(&link->file, "-nostartfiles");
	if (!libraries)
		link_file_add_word(&link->file, "-nodefaultlibs");
}
