// SPDX-License-Identifier: GPL-2.0-only
/*
 * What to start: the image's own choice in /etc/ukl/{start,argv,environ},
 * changed by the kernel command line (ukl-run's "-- ARGS" comes that way):
 *
 *   ukl.start=PATH       another program; the image's arguments are dropped
 *   ukl.arg=TEXT         (repeated) instead of the image's arguments
 *   ukl.env=NAME=VALUE   (repeated) added to or replacing the environment
 *   ukl.echo=0           the console does not echo what it is given
 *   ukl.mount=...        (repeated) a disk or a folder of the host, see volumes.c
 *   ukl.shell=TERM:SIZE  a shell on the console beside the program, see shell.c
 *   ukl.control=1        the host asks for a stop by a serial port, see control.c
 *   ukl.dhcp=1           the kernel was told to ask for an address (ip=)
 *
 * Values are percent-encoded, since the command line has no other way to
 * hold blanks and quotes.
 */
#include "init.h"
#include "nolibc.h"

int read_file(const char *path, char *buffer, int size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int used = 0, got;

	if (fd < 0)
		return -1;
	while (used < size - 1) {
		got = read(fd, buffer + used, size - 1 - used);
		if (got <= 0)
			break;
		used += got;
	}
	close(fd);
	buffer[used] = '\0';
	if (used == size - 1) {
		errno = E2BIG;
		return -1;
	}
	return used;
}

static int append(struct strings *strings, char *text)
{
	if (strings->count == INIT_MAX_STRINGS) {
		complain("too many arguments or variables", text, 0);
		return -1;
	}
	strings->item[strings->count++] = text;
	strings->item[strings->count] = NULL;
	return 0;
}

/* Strings that each end with a NUL. A file that is not there has none. */
static int read_strings(const char *path, struct strings *strings, char *buffer)
{
	int used = read_file(path, buffer, INIT_MAX_BYTES);
	char *end = buffer + used;

	if (used < 0) {
		if (errno == ENOENT)
			return 0;
		complain("cannot read", path, errno);
		return -1;
	}
	for (; buffer < end; buffer += strlen(buffer) + 1)
		if (append(strings, buffer))
			return -1;
	return 0;
}

static int set_variable(struct strings *environment, char *text)
{
	const char *equals = strchr(text, '=');
	int i;

	if (!equals || equals == text) {
		complain("ukl.env needs NAME=VALUE", text, 0);
		return -1;
	}
	for (i = 0; i < environment->count; i++) {
		if (strncmp(environment->item[i], text, equals - text + 1) ==
		    0) {
			environment->item[i] = text;
			return 0;
		}
	}
	return append(environment, text);
}

/* The value if the word is "NAME=value", else NULL. */
static char *value_of(char *word, const char *name)
{
	size_t length = strlen(name);

	return strncmp(word, name, length) == 0 ? word + length : NULL;
}

static int apply_word(struct config *config, char *word, int *own_arguments)
{
	char *value;

	if ((value = value_of(word, "ukl.arg="))) {
		if (!*own_arguments)
			config->argv.count = 1;
		*own_arguments = 1;
		return percent_decode(value) ? -1 :
					       append(&config->argv, value);
	}
	if ((value = value_of(word, "ukl.start="))) {
		config->start = value;
		config->argv.item[0] = value;
		if (!*own_arguments) {
			config->argv.count = 1;
			config->argv.item[1] = NULL;
		}
		return percent_decode(value);
	}
	if ((value = value_of(word, "ukl.env=")))
		return percent_decode(value) ?
			       -1 :
			       set_variable(&config->environ, value);
	if ((value = value_of(word, "ukl.mount=")))
		return percent_decode(value) ? -1 :
					       append(&config->mounts, value);
	if ((value = value_of(word, "ukl.shell="))) {
		config->shell = value;
		return percent_decode(value);
	}
	if ((value = value_of(word, "ukl.echo=")))
		config->echo = value[0] != '0';
	if ((value = value_of(word, "ukl.control=")))
		config->control = value[0] != '0';
	if ((value = value_of(word, "ukl.dhcp=")))
		config->dhcp = value[0] != '0';
	return 0;
}

static int apply_cmdline(struct config *config)
{
	static char line[4096];
	char *rest = line, *word;
	int own_arguments = 0;

	if (read_file("/proc/cmdline", line, sizeof(line)) < 0) {
		complain("cannot read", "/proc/cmdline", errno);
		return 0;
	}
	while ((word = next_word(&rest))) {
		if (apply_word(config, word, &own_arguments)) {
			complain("cannot use on the kernel command line", word,
				 0);
			return -1;
		}
	}
	return 0;
}

int read_config(struct config *config)
{
	static char start[4096], argv[INIT_MAX_BYTES], env[INIT_MAX_BYTES];
	int used = read_file("/etc/ukl/start", start, sizeof(start));

	if (used > 0 && start[used - 1] == '\n')
		start[used - 1] = '\0';
	config->start = start;
	config->echo = 1;

	if (read_strings("/etc/ukl/argv", &config->argv, argv) ||
	    read_strings("/etc/ukl/environ", &config->environ, env))
		return -1;
	if (config->argv.count == 0)
		append(&config->argv, config->start);
	if (apply_cmdline(config))
		return -1;
	if (!config->start[0]) {
		complain("nothing to start: no", "/etc/ukl/start", 0);
		return -1;
	}
	return 0;
}
