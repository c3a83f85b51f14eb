// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ld_options.h"

/*
 * Those with an argument are here completely, from ld's help and manual: behind =, or else in the next
 * word, which would be taken for a file. tests/ukl-cc/options.bats asks ld for others. Of those without
 * one, here are the ones that are not for ukl-link's ld, and the ones that would be taken for a short
 * option whose argument is in the same word. With one dash, an option may be given with two.
 */
static const struct {
	enum ld_meaning meaning;
	bool has_arg;
	const char *names;
} options[] = {
	{ LD_LIBRARY, true, " -l --library " },
	{ LD_FOLDER, true, " -L --library-path " },
	{ LD_OUTPUT, true, " -o --output " },
	{ LD_FORMAT, true, " -b -format " },
	{ LD_KEYWORD, true, " -z " },
	{ LD_SYMBOLS, true, " -R -just-symbols " },
	{ LD_KEEP, true,
	  " -u -undefined -require-defined -ignore-unresolved-symbol -wrap -defsym -e -entry"
	  " -sort-section -orphan-handling"
	  /* refused */
	  " -T -script -dT -default-script -c --mri-script -section-start -Ttext -Tdata -Tbss"
	  " --oformat -init -fini " },
	{ LD_DROP, true,
	  " -plugin -plugin-opt -flto-partition -fuse-ld"
	  /* dynamic linking */
	  " -dynamic-linker -I -rpath -rpath-link -soname -h -version-script"
	  " -version-exports-section -dynamic-list --export-dynamic-symbol"
	  " --export-dynamic-symbol-list -exclude-libs -exclude-modules-for-implib -out-implib"
	  " -auxiliary -f -filter -F -audit -P -depaudit -spare-dynamic-tags -hash-size"
	  " -hash-style -unresolved-symbols -sysroot -a -Y"
	  /* what the file looks like */
	  " -Ttext-segment -Trodata-segment -Tldata-segment -retain-symbols-file"
	  " -compress-debug-sections -ctf-share-types -icf -G -gpsize -O"
	  /* other machines, other systems, what ld says and how it works */
	  " -m -A -architecture -assert -dependency-file -y -trace-symbol"
	  " -error-handling-script --max-cache-size " },
	{ LD_MAP, true, " -Map " },
	{ LD_NO_PROGRAM, true, " -task-link " },

	{ LD_NO_PROGRAM, false,
	  " -shared -Bshareable -r -relocatable -i -Ur " },
	{ LD_STATIC, false, " -static -Bstatic -dn -non_shared " },
	{ LD_DYNAMIC, false, " -Bdynamic -dy -call_shared " },
	{ LD_PUSH_STATE, false, " -push-state " },
	{ LD_POP_STATE, false, " -pop-state " },
	{ LD_KEEP, false,
	  " -accept-unknown-input-arch -allow-multiple-definition -embedded-relocs"
	  " -enable-non-contiguous-regions -enable-non-contiguous-regions-warnings -end-group"
	  " -error-unresolved-symbols -force-group-allocation -check-sections " },
	{ LD_DROP, false,
	  /* dynamic linking */
	  " -pie -no-pie -pic-executable -no-dynamic-linker -as-needed -no-as-needed -add-needed"
	  " -dynamic-list-data -dynamic-list-cpp-new -dynamic-list-cpp-typeinfo"
	  " -no-add-needed -copy-dt-needed-entries -no-copy-dt-needed-entries -export-dynamic -E"
	  " -no-export-dynamic -no-undefined -allow-shlib-undefined -no-allow-shlib-undefined"
	  " -enable-new-dtags -disable-new-dtags"
	  /* what the file looks like */
	  " -eh-frame-hdr -build-id -package-metadata -strip-all -s -strip-debug -S -x"
	  " -discard-all -X -discard-locals -emit-relocs -q -relax -no-relax -g -gdb-index"
	  " -sort-common -threads -no-threads -force-exe-suffix -ctf-variables -flto"
	  /* what ld says */
	  " -fatal-warnings -no-fatal-warnings -no-warn-mismatch -warn-common -warn-once"
	  " -warn-shared-textrel -no-warn-rwx-segments -warn-rwx-segments -no-warn-execstack"
	  " -print-gc-sections -print-map -M -cref -trace -t -verbose -v -stats"
	  " -print-memory-usage -demangle -no-demangle -color-diagnostics " },
};

bool ld_name_is_in(const char *names, const char *word, size_t len)
{
	bool two = !strncmp(word, "--", 2);
	char *given = xasprintf(" %.*s ", (int)len, word);
	char *one = xasprintf(" %.*s ", (int)len - two, word + two);
	/* --u is none: a short option has one dash */
	bool found = !(two && len == 3) && !memchr(word, ' ', len) &&
		     (strstr(names, given) || strstr(names, one));

	free(given);
	free(one);
	return found;
}

/* Index into the table of the option with this name; -1: not known. */
static int find_option(const char *word, size_t len)
{
	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		if (ld_name_is_in(options[i].names, word, len))
			return i;
	return -1;
}

/* -Ldir, -melf_x86_64: the short option's index, or -1. */
static int find_glued(const char *word)
{
	int found = word[1] && word[2] ? find_option(word, 2) : -1;

	return found >= 0 && options[found].has_arg ? found : -1;
}

static bool is_file(const char *word)
{
	return !access(word, F_OK);
}

/* Returns the number of words that belong to it. */
static size_t read_option(struct ld_word *to, const char *word,
			  const char *next)
{
	const char *equals = strchr(word, '=');
	size_t len = equals ? (size_t)(equals - word) : strlen(word);
	int found = find_option(word, len);

	to->word = word;
	/* -e=main is a short option with the argument "=main" */
	if (found >= 0 && (!equals || len > 2)) {
		to->meaning = options[found].meaning;
		to->arg = equals ? equals + 1 : NULL;
		to->apart = !equals && next && options[found].has_arg;
	} else if ((found = find_glued(word)) >= 0) {
		to->meaning = options[found].meaning;
		to->word = xstrndup(word, 2);
		to->arg = word + 2;
		to->apart = true;
		return 1;
	} else {
		/* of another ld: what is no file is its argument */
		to->meaning = LD_KEEP;
		to->arg = equals ? equals + 1 : NULL;
		to->apart = !equals && next && *next != '-' && !is_file(next);
	}
	if (to->apart)
		to->arg = next;
	return 1 + to->apart;
}

bool ld_word_read(struct ld_word *to, const char *word)
{
	int found;

	*to = (struct ld_word){ .meaning = LD_FILE, .word = word };
	if (word[0] != '-' || !word[1])
		return false;
	read_option(to, word, NULL);
	found = find_option(word, strlen(word));
	return found >= 0 && options[found].has_arg && !to->arg;
}

void ld_line_read(struct ld_line *line, const struct strv *words)
{
	size_t i = 0;

	while (i < words->nr) {
		const char *word = words->v[i];
		struct ld_word *to;

		GROW(line->words, line->nr);
		to = &line->words[line->nr++];
		*to = (struct ld_word){ .meaning = LD_FILE, .word = word };
		i += word[0] == '-' && word[1] ?
			     read_option(to, word, words->v[i + 1]) :
			     1;
	}
}
