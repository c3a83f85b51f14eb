// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "../common/words.h"
#include "linker_script.h"

/* Debian's have 300 bytes. */
enum { SCRIPT_MAX = 1 << 16 };

static const char unclear[] =
	"not the linker script of a library, which has GROUP, INPUT, AS_NEEDED, EXTERN and "
	"OUTPUT_FORMAT(elf64-x86-64) only; give the archives themselves";

bool is_linker_script(const struct file *file)
{
	static const char *const commands[] = { "GROUP", "INPUT",
						"OUTPUT_FORMAT", "EXTERN" };
	size_t len = file->size < 4096 ? file->size : 4096;

	if (!len || memchr(file->data, 0, len))
		return false;
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (memmem(file->data, len, commands[i], strlen(commands[i])))
			return true;
	return false;
}

/* Next word from *@at: "(", ")", a name with or without quotes; NULL: no more. The caller owns it. */
static char *next_word(const char **at)
{
	const char *p = *at, *start;

	for (;;) {
		p += strspn(p, " \t\r\n,;");
		if (strncmp(p, "/*", 2))
			break;
		start = strstr(p + 2, "*/");
		if (!start) {
			*at = p + strlen(p);
			return xstrdup("/*");
		}
		p = start + 2;
	}
	start = p;
	if (!*p)
		return NULL;
	if (*p == '"') {
		p += 1 + strcspn(p + 1, "\"");
		*at = p + !!*p;
		return xstrndup(start + 1, p - start - 1);
	}
	p += *p == '(' || *p == ')' ? 1 : strcspn(p, " \t\r\n,;()\"");
	*at = p;
	return xstrndup(start, p - start);
}

enum list { FILES, FORMATS, SYMBOLS };

static bool add_name(struct linker_script *script, enum list list,
		     const char *name)
{
	if (strstr(name, "/*"))
		return false;
	switch (list) {
	case FILES:
		if (strcmp(name, "AS_NEEDED"))
			strv_add(&script->files, name);
		return true;
	case FORMATS:
		return !strcmp(name, "elf64-x86-64");
	case SYMBOLS:
		strv_add(&script->symbols, name);
		return has_only(name, "_.$");
	}
	return false;
}

/* "( ... )"; AS_NEEDED ( ... ) may be in it. */
static bool read_list(const char **at, enum list list,
		      struct linker_script *script)
{
	char *word = next_word(at);
	bool ok = word && !strcmp(word, "(");
	int open = 1;

	while (ok && open) {
		free(word);
		word = next_word(at);
		if (!word)
			return false;
		if (!strcmp(word, "("))
			open++;
		else if (!strcmp(word, ")"))
			open--;
		else
			ok = add_name(script, list, word);
	}
	free(word);
	return ok;
}

static bool read_command(const char **at, const char *command,
			 struct linker_script *script)
{
	if (!strcmp(command, "GROUP") || !strcmp(command, "INPUT"))
		return read_list(at, FILES, script);
	if (!strcmp(command, "OUTPUT_FORMAT"))
		return read_list(at, FORMATS, script);
	if (!strcmp(command, "EXTERN"))
		return read_list(at, SYMBOLS, script);
	return false;
}

const char *linker_script_read(const struct file *file,
			       struct linker_script *script)
{
	char *text = xstrndup((const char *)file->data, file->size);
	const char *at = text;
	bool ok = strlen(text) == file->size && file->size <= SCRIPT_MAX;
	char *command;

	while (ok && (command = next_word(&at))) {
		ok = read_command(&at, command, script);
		free(command);
	}
	free(text);
	return ok ? NULL : unclear;
}

char *linker_script_text(const struct linker_script *script)
{
	struct strv lines = { 0 };

	if (script->symbols.nr)
		strv_addf(&lines, "EXTERN(%s)\n",
			  strv_join(&script->symbols, " "));
	if (script->files.nr)
		strv_add(&lines, "GROUP(\n");
	for (size_t i = 0; i < script->files.nr; i++)
		strv_addf(&lines,
			  *script->files.v[i] == '-' ? "%s\n" : "\"%s\"\n",
			  script->files.v[i]);
	if (script->files.nr)
		strv_add(&lines, ")\n");
	return strv_join(&lines, "");
}
