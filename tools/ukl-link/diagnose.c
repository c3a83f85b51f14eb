// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../common/report.h"
#include "../common/tempdir.h"
#include "app_elf.h"
#include "command.h"
#include "diagnose.h"
#include "ld_messages.h"
#include "reach.h"

/* C++ names as people write them; @names and the result correspond. */
static struct strv demangle(const struct strv *names)
{
	struct spawn_options opts = { .capture_out = 1, .capture_err = 1 };
	struct strv argv = { 0 }, plain = { 0 };
	char *text, *rest, *line;

	/* c++filt would read the file behind the @ */
	for (size_t i = 0; i < names->nr; i++)
		if (*names->v[i] == '@')
			return *names;
	strv_add(&argv, "c++filt");
	strv_add(&argv, "--");
	strv_add_all(&argv, names);
	if (names->nr && !spawn(&argv, &opts, &text, NULL)) {
		rest = text;
		while (plain.nr < names->nr && (line = strsep(&rest, "\n")))
			strv_add(&plain, line);
	}
	return plain.nr == names->nr ? plain : *names;
}

static bool starts_with_any(const char *name, const char *const *prefixes)
{
	for (; *prefixes; prefixes++)
		if (!strncmp(name, *prefixes, strlen(*prefixes)))
			return true;
	return false;
}

static const char unknown_remedy[] =
	"add the object or library that defines it";

/* What to do about an undefined symbol: libraries that are forgotten most often. */
static const char *remedy_for(const char *name)
{
	static const char *const cxx[] = {
		"_ZS",	 "_ZNS",   "_ZNKS",  "_Znw",
		"_Zna",	 "_Zdl",   "_Zda",   "_ZTVN10__cxxabi",
		"_ZTIS", "__cxa_", "__gxx_", NULL
	};
	static const char *const math[] = { "sin",   "cos",  "tan",  "pow",
					    "exp",   "log",  "sqrt", "floor",
					    "ceil",  "fmod", "atan", "lgamma",
					    "round", NULL };
	static const char *const ssl[] = { "SSL_", "TLS_", "OPENSSL_init_ssl",
					   NULL };
	static const char *const crypto[] = { "EVP_", "BIO_",	  "X509_",
					      "ERR_", "OPENSSL_", "RAND_",
					      NULL };
	static const char *const zlib[] = { "deflate", "inflate", "crc32",
					    "adler32", "gzopen",  NULL };
	static const char *const pcre[] = { "pcre2_", NULL };
	static const char *const sanitizers[] = { "__asan_",  "__tsan_",
						  "__ubsan_", "__lsan_",
						  "__msan_",  "__hwasan_",
						  NULL };
	static const char *const coverage[] = { "__gcov_", NULL };

	if (starts_with_any(name, sanitizers))
		return "compile without -fsanitize: its runtime cannot be linked";
	if (starts_with_any(name, coverage))
		return "compile without --coverage";
	if (!strcmp(name, "main"))
		return "a program needs a function main";
	/* "_ZTIm": typeinfo for unsigned long, and others of one letter */
	if (starts_with_any(name, cxx) ||
	    (!strncmp(name, "_ZTI", 4) && islower((unsigned char)name[4])))
		return "add -lstdc++";
	if (starts_with_any(name, math))
		return "add -lm, or the object that defines it";
	if (starts_with_any(name, ssl))
		return "add -lssl -lcrypto";
	if (starts_with_any(name, crypto))
		return "add -lcrypto";
	if (starts_with_any(name, zlib))
		return "add -lz";
	if (starts_with_any(name, pcre))
		return "add -lpcre2-8";
	return unknown_remedy;
}

/* Lines for one object and remedy, after which one says how many more there would be. */
struct group {
	const char *object; /* NULL: nobody knows */
	const char *remedy;
	size_t nr;
};

struct groups {
	struct group *v;
	size_t nr;
};

static size_t most_lines(const char *remedy)
{
	/* where the remedy is the same, the symbols do not matter much */
	return remedy == unknown_remedy ? 10 : 3;
}

/* Of an archive, the whole counts: each of its members may lack the same library. */
static bool same_file(const char *a, const char *b)
{
	size_t len;

	if (!a || !b)
		return a == b;
	len = strcspn(a, "(");
	return len == strcspn(b, "(") && !strncmp(a, b, len);
}

/* Count one more; false if it is one too many. */
static bool is_worth_a_line(struct groups *groups, const char *object,
			    const char *remedy)
{
	size_t i = 0;

	while (i < groups->nr && (groups->v[i].remedy != remedy ||
				  !same_file(groups->v[i].object, object)))
		i++;
	if (i == groups->nr) {
		GROW(groups->v, groups->nr);
		groups->v[groups->nr++] = (struct group){ object, remedy, 0 };
	}
	return groups->v[i].nr++ < most_lines(remedy);
}

static void report_rest(const struct groups *groups, const char *at_least)
{
	for (size_t i = 0; i < groups->nr; i++) {
		const struct group *group = &groups->v[i];
		size_t most = most_lines(group->remedy);

		if (group->nr > most)
			error("%.*s%sand %s%zu more undefined symbols; %s",
			      group->object ? (int)strcspn(group->object, "(") :
					      0,
			      group->object ? group->object : "",
			      group->object ? ": " : "", at_least,
			      group->nr - most, group->remedy);
	}
}

static void report_undefined(const struct linked *linked,
			     const struct strv *names)
{
	struct strv plain = demangle(names), functions = { 0 };
	struct place *places = xcalloc(names->nr, sizeof(*places));
	struct groups groups = { 0 };

	for (size_t i = 0; i < names->nr; i++) {
		places[i] = linked_first_use(linked, names->v[i]);
		strv_add(&functions,
			 places[i].function ? places[i].function : "-");
	}
	functions = demangle(&functions);
	for (size_t i = 0; i < names->nr; i++) {
		const char *remedy = remedy_for(names->v[i]);
		struct place place = places[i];

		if (!is_worth_a_line(&groups,
				     place.object ? place.object->name : NULL,
				     remedy))
			continue;
		if (place.function)
			place.function = functions.v[i];
		if (place.object)
			error("%s: undefined symbol '%s'; %s",
			      place_text(&place), plain.v[i], remedy);
		else
			error("undefined symbol '%s'; %s", plain.v[i], remedy);
	}
	report_rest(&groups, names->nr == LD_MESSAGES_MAX ? "at least " : "");
}

static void report_duplicates(const struct linked *linked,
			      const struct strv *names)
{
	struct strv plain = demangle(names);

	for (size_t i = 0; i < names->nr; i++) {
		const struct definition *def;
		const char *first = NULL;
		size_t nr, said = 0;

		def = linked_find(linked, names->v[i], &nr);
		for (size_t j = 0; j < nr; j++) {
			const char *object =
				linked->objects[def[j].object].name;

			if (!def[j].strong)
				continue;
			if (!first)
				first = object;
			else if (++said)
				error("%s: '%s' is already defined in %s; leave one out, or make it static",
				      object, plain.v[i], first);
		}
		if (!said)
			error("'%s' is defined twice; leave one definition out",
			      plain.v[i]);
	}
}

uint64_t diagnose_data_limit(const struct program *program,
			     const struct kit *kit)
{
	/* What counts is the distance, and the texts of later programs are farther up. */
	return kit->data_limit + (program->text_start - kit->app_start);
}

/* A section that has to begin on more than a page boundary moves the whole text. */
void diagnose_place(const struct program *program, const struct linked *linked)
{
	unsigned int before = report_count();

	for (size_t i = 0; i < linked->nr; i++) {
		struct object *object = &linked->objects[i];
		struct section_info info;

		if (!object_open(object))
			continue;
		for (size_t j = 1; object_section(object, j, &info); j++)
			if ((info.flags & (SHF_ALLOC | SHF_EXECINSTR)) ==
				    (SHF_ALLOC | SHF_EXECINSTR) &&
			    info.align > PAGE)
				error("%s: code in section %s is aligned to %lu bytes; at most %d are "
				      "possible in the kernel's text",
				      object->name, info.name,
				      (unsigned long)info.align, PAGE);
	}
	if (report_count() == before)
		error("%s: the text is not at %#lx; leave out options that move sections",
		      program->name, (unsigned long)program->text_start);
}

struct largest {
	char *name;
	uint64_t size;
};

static void keep_largest(const char *name, uint64_t size, void *context)
{
	struct largest *largest = context;

	if (size > largest->size) {
		largest->name = xstrdup(name);
		largest->size = size;
	}
}

void diagnose_data_size(const struct program *program, const struct kit *kit,
			const struct linked *linked)
{
	const double mb = 1 << 20;
	double size = (app_elf_data_end(program) - kit->data_start) / mb;
	double room =
		(diagnose_data_limit(program, kit) - kit->data_start) / mb;
	struct largest largest = { 0 };
	const struct definition *def;
	char *what = xstrdup("");
	size_t nr;

	app_elf_each_object(program, keep_largest, &largest);
	if (largest.name) {
		def = linked_find(linked, largest.name, &nr);
		what = xasprintf("; the largest object is '%s'%s%s, %.1f MB",
				 largest.name, def ? " of " : "",
				 def ? linked->objects[def->object].name : "",
				 largest.size / mb);
	}
	error("%s: %.1f MB of data, %.1f MB fit below the kernel's text%s; allocate it at run time",
	      program->name, size, room, what);
}

/* Link again, ignoring errors, to see how large the data is. True if it was the cause. */
static bool check_data_size(const struct program *program,
			    const struct kit *kit, const struct strv *argv,
			    const struct linked *linked)
{
	struct spawn_options opts = { .capture_out = 1, .capture_err = 1 };
	struct program measured = *program;
	struct strv again = { 0 };
	bool too_large;

	strv_add_all(&again, argv);
	strv_add(&again, "-Wl,--noinhibit-exec");
	command_run(&again, &opts, NULL, NULL);
	if (access(measured.elf, R_OK) || !app_elf_read(&measured))
		return false;
	too_large = app_elf_data_end(&measured) >
		    diagnose_data_limit(program, kit);
	if (too_large)
		diagnose_data_size(&measured, kit, linked);
	unlink(measured.elf);
	return too_large;
}

static void report_truncated(const struct program *program,
			     const struct kit *kit, const struct strv *argv,
			     const struct linked *linked,
			     const struct strv *lines)
{
	bool known = check_data_size(program, kit, argv, linked);

	known |= reach_check(linked, kit);
	if (known)
		return;
	for (size_t i = 0; i < lines->nr; i++)
		error("%s", lines->v[i]);
}

void diagnose_link(struct program *program, const struct kit *kit,
		   const struct strv *argv, int status,
		   const struct linked *linked, const char *text)
{
	unsigned int before = report_count();
	struct ld_messages messages;

	ld_messages_read(&messages, text);
	for (size_t i = 0; i < messages.warnings.nr; i++)
		warning("%s: %s", program->name, messages.warnings.v[i]);
	for (size_t i = 0; i < messages.executable_stack.nr; i++)
		error("%s: needs an executable stack, which a linked program cannot have; avoid "
		      "taking the address of a nested function",
		      messages.executable_stack.v[i]);
	if (!status)
		return;
	report_undefined(linked, &messages.undefined);
	report_duplicates(linked, &messages.duplicate);
	if (messages.truncated)
		report_truncated(program, kit, argv, linked,
				 &messages.truncated_lines);
	for (size_t i = 0; i < messages.others.nr; i++)
		error("%s: %s%s", program->name, messages.others.v[i],
		      command_remedy(messages.others.v[i]));
	if (report_count() == before)
		error("%s: the linker failed with status %d", program->name,
		      status);
}
