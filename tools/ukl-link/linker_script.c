// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "linker_script.h"

static const char unclear[] =
	"not the linker script of a library, which has GROUP, INPUT, AS_NEEDED, EXTERN, PROVIDE "
	"and OUTPUT_FORMAT(elf64-x86-64) only; give the archives themselves";

bool is_linker_script(const struct file *file)
{
	static const char *const commands[] = { "GROUP", "INPUT",
						"OUTPUT_FORMAT", "EXTERN",
						"PROVIDE" };
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
		start = strstr(p, "*/");
		if (!start)
			break;
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

enum list { FILES, FORMATS, NAMES };

/* "( ... )"; AS_NEEDED ( ... ) may be in it. */
static const char *read_list(const char **at, enum list list,
			     struct strv *names)
{
	char *word = next_word(at);
	int open = 1;

	if (!word || strcmp(word, "("))
		return unclear;
	while (open) {
		word = next_word(at);
		if (!word)
			return unclear;
		if (!strcmp(word, "("))
			open++;
		else if (!strcmp(word, ")"))
			open--;
		else if (list == FORMATS && strcmp(word, "elf64-x86-64"))
			return unclear;
		else if (list == FILES && strcmp(word, "AS_NEEDED"))
			strv_add(names, word);
		free(word);
	}
	return NULL;
}

static const char *read_command(const char **at, const char *command,
				struct strv *names)
{
	if (!strcmp(command, "GROUP") || !strcmp(command, "INPUT"))
		return read_list(at, FILES, names);
	if (!strcmp(command, "OUTPUT_FORMAT"))
		return read_list(at, FORMATS, names);
	if (!strcmp(command, "EXTERN") || !strcmp(command, "PROVIDE") ||
	    !strcmp(command, "PROVIDE_HIDDEN"))
		return read_list(at, NAMES, names);
	return unclear;
}

const char *linker_script_read(const struct file *file, struct strv *names)
{
	char *text = xstrndup((const char *)file->data, file->size);
	const char *at = text, *fault = NULL;
	char *command;

	if (strlen(text) != file->size)
		fault = unclear;
	while (!fault && (command = next_word(&at))) {
		fault = read_command(&at, command, names);
		free(command);
	}
	free(text);
	return fault;
}
