// SPDX-License-Identifier: GPL-2.0-only
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "../common/ld_options.h"
#include "../common/mem.h"
#include "../common/report.h"
#include "../common/words.h"
#include "ld_word_check.h"

static const char layout[] =
	"the layout is ukl-link's own; leave this option out";
static const char format[] =
	"inputs have to be objects; make one: ld -r -b binary -o data.o data.bin";

/* Long ones may be given with one dash or two. */
static const struct {
	const char *name, *fault;
} refused[] = {
	{ "-T", layout },
	{ "-script", layout },
	{ "-dT", layout },
	{ "-default-script", layout },
	{ "-c", layout },
	{ "-mri-script", layout },
	{ "-shared", layout },
	{ "-Bshareable", layout },
	{ "-r", layout },
	{ "-relocatable", layout },
	{ "-pie", layout },
	{ "-Ttext", layout },
	{ "-Tdata", layout },
	{ "-Tbss", layout },
	{ "-section-start", layout },
	{ "-just-symbols", layout },
	{ "-oformat", layout },
	{ "-o", layout },
	{ "-output", layout },
	{ "-m", layout },
	{ "-b", format },
	{ "-format", format },
	/* these two would be left out without a word */
	{ "-init",
	  "nothing calls it in a static program; mark it with __attribute__((constructor))" },
	{ "-fini",
	  "nothing calls it in a static program; mark it with __attribute__((destructor))" },
};

static bool is_option(const char *word, const char *name)
{
	size_t len = strlen(name);

	word += len > 2 && word[0] == '-' && word[1] == '-';
	return !strncmp(word, name, len) && (!word[len] || word[len] == '=');
}

void ld_word_check(const char *word)
{
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
		if (is_option(word, refused[i].name))
			die_usage("-Wl,%s: %s", word, refused[i].fault);
}

/*
 * What a build may ask of ld by a file: the options of its help that ukl-cc keeps and that change what is
 * linked. Exactly so: ld takes the beginning of a name for all of it, and a short option's argument behind
 * it. With one dash, an option may be given with two.
 */
static const char flags[] =
	" -whole-archive -no-whole-archive -start-group -end-group -( -) -push-state -pop-state"
	" -gc-sections -no-gc-sections -allow-multiple-definition -no-define-common -d -dc -dp"
	" -error-unresolved-symbols -warn-unresolved-symbols -no-warnings -w"
	" -Bsymbolic -Bsymbolic-functions -Bgroup -check-sections -no-check-sections"
	" -accept-unknown-input-arch -no-accept-unknown-input-arch -embedded-relocs"
	" -enable-non-contiguous-regions -enable-non-contiguous-regions-warnings"
	" -force-group-allocation -no-keep-memory -reduce-memory-overheads -discard-none"
	" -strip-discarded -no-strip-discarded -warn-constructors -warn-section-align"
	" -warn-alternate-em -no-ld-generated-unwind-info -ld-generated-unwind-info"
	" -traditional-format -no-eh-frame-hdr -nostdlib -no-print-gc-sections"
	" -disable-multiple-abs-defs ";
/* Their argument is a name or an expression, never a file. */
static const char with_symbol[] =
	" -u -undefined -require-defined -ignore-unresolved-symbol -wrap -defsym -e -entry"
	" -sort-section -orphan-handling ";
/* The compiler's. "-lNAME" is looked at below. */
static const char compiler_flags[] =
	" -nostartfiles -nodefaultlibs -nostdlib -pg ";

static bool is_expression(const char *arg)
{
	static const char operators[] = "=+-*/%()<>&|~!?:";

	return *arg && !strchr(operators, *arg) &&
	       has_only(arg, "_.$=+-*/%()<>&|~!?:");
}

static void refuse(const char *word)
{
	die_usage(
		"'%s': not for the words of a file; give it on the command line",
		word);
}

/* @part is one word for ld. True if the next one is its argument. */
static bool check_part(const char *part, bool is_argument)
{
	size_t len = strcspn(part, "=");

	if (is_argument) {
		if (!is_expression(part))
			refuse(part);
		return false;
	}
	ld_word_check(part);
	if (ld_name_is_in(flags, part, strlen(part)))
		return false;
	if (!ld_name_is_in(with_symbol, part, len) ||
	    (part[len] && (len == 2 || !is_expression(part + len + 1))))
		refuse(part);
	return !part[len];
}

void ld_words_check_foreign(const struct strv *words)
{
	bool open = false;

	for (size_t i = 0; i < words->nr; i++) {
		const char *word = words->v[i];
		char *copy, *rest, *part;

		if (!strcmp(word, "-Xlinker")) {
			if (!words->v[++i])
				refuse(word);
			open = check_part(words->v[i], open);
			continue;
		}
		if (!strncmp(word, "-Wl,", 4)) {
			rest = copy = xstrdup(word + 4);
			while ((part = strsep(&rest, ",")))
				open = check_part(part, open);
			free(copy);
			continue;
		}
		if (open ||
		    (*word == '-' && (strncmp(word, "-l", 2) || !word[2]) &&
		     strncmp(word, "-fsanitize=", 11) &&
		     !ld_name_is_in(compiler_flags, word, strlen(word))))
			refuse(word);
	}
	if (open)
		refuse(words->v[words->nr - 1]);
}
