// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "image.h"

struct program *image_add_program(struct image *image, const char *name)
{
	struct program *program;

	GROW(image->programs, image->nr_programs);
	program = &image->programs[image->nr_programs++];
	*program = (struct program){ .name = xstrdup(name) };
	return program;
}

bool parse_number(const char *text, unsigned int min, unsigned int max,
		  unsigned int *value)
{
	unsigned long n;
	char *end;

	if (!isdigit((unsigned char)*text))
		return false;
	n = strtoul(text, &end, 10);
	if (*end || n < min || n > max)
		return false;
	*value = n;
	return true;
}

bool parse_port(const char *guest, const char *host, const char *protocol,
		struct image *image)
{
	struct port port = { .protocol = protocol ? xstrdup(protocol) : NULL };

	if (!parse_number(guest, 1, 65535, &port.guest) ||
	    !parse_number(host ? host : guest, 1, 65535, &port.host))
		return false;
	GROW(image->ports, image->nr_ports);
	image->ports[image->nr_ports++] = port;
	return true;
}

/* It becomes a file name in /ukl and part of an address printed by tools. */
bool valid_program_name(const char *name)
{
	if (!isalnum((unsigned char)*name) && *name != '_')
		return false;
	for (; *name; name++)
		if (!isalnum((unsigned char)*name) && !strchr("_-+.", *name))
			return false;
	return true;
}

bool valid_environment(const char *text)
{
	return strchr(text, '=') && *text != '=';
}
