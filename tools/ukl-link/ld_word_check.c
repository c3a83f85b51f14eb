// SPDX-License-Identifier: GPL-2.0-only
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "../common/report.h"
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

/* Why this word of LEN characters is refused wherever it stands, or NULL. */
static const char *fault_of(const char *word, size_t len)
{
	size_t name_len;

	if (len > 2 && word[0] == '-' && word[1] == '-') {
		word++;
		len--;
	}
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		name_len = strlen(refused[i].name);
		if (len >= name_len &&
		    !strncmp(word, refused[i].name, name_len) &&
		    (len == name_len || word[name_len] == '='))
			return refused[i].fault;
	}
	return NULL;
}

void ld_word_check(const char *word)
{
	const char *fault = fault_of(word, strlen(word));

	if (fault)
		die_usage("-Wl,%s: %s", word, fault);
}

/* ld takes the beginning of a long option for all of it, if there is one only. */
static bool begins_one_of(const char *word, size_t len)
{
	static const char *const names[] = {
		"plugin",
		"plugin-opt",
		"Map",
		"dependency-file",
		"out-implib",
		"error-handling-script",
		"script",
		"default-script",
		"mri-script",
		"just-symbols",
		"format",
		"remap-inputs",
		"remap-inputs-file",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (len >= 2 && len <= strlen(names[i]) &&
		    !strncmp(word, names[i], len))
			return true;
	return false;
}

static void check_foreign(const char *word, size_t len)
{
	const char *name = word + strspn(word, "-");
	size_t name_len = strcspn(name, "=,");

	/* what ld_word_check() refuses has a better line */
	if (*word == '@' || (name > word && begins_one_of(name, name_len) &&
			     !fault_of(word, len)))
		die_usage(
			"'%.*s': not for the words of a file; give it on the command line",
			(int)len, word);
}

void ld_word_check_foreign(const char *word)
{
	if (strncmp(word, "-Wl,", 4)) {
		/* not "-lscript", a library */
		if (*word == '@' || !strncmp(word, "--", 2) ||
		    (*word == '-' && !strchr("lLuz", word[1])))
			check_foreign(word, strlen(word));
		return;
	}
	for (const char *part = word + 3; *part == ',';
	     part += 1 + strcspn(part + 1, ","))
		check_foreign(part + 1, strcspn(part + 1, ","));
}
