// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "../common/number.h"
#include "../common/words.h"
#include "image.h"

struct program *image_add_program(struct image *image, const char *name)
{
	struct program *program;

	GROW(image->programs, image->nr_programs);
	program = &image->programs[image->nr_programs++];
	*program = (struct program){ .name = xstrdup(name) };
	return program;
}

static const char *const model_names[] = {
	[MODEL_UKL] = "ukl",
	[MODEL_PROCESS] = "process",
	[MODEL_KML] = "kml",
};

const char *model_name(enum model model)
{
	return model_names[model];
}

bool parse_model(const char *text, enum model *model)
{
	for (enum model i = MODEL_UKL; i <= MODEL_KML; i++) {
		if (!strcmp(text, model_names[i])) {
			*model = i;
			return true;
		}
	}
	return false;
}

static const char *const calls_names[] = {
	[CALLS_DIRECT] = "direct",
	[CALLS_GATE] = "gate",
	[CALLS_TRAP] = "trap",
};

const char *calls_name(enum calls calls)
{
	return calls_names[calls];
}

bool parse_calls(const char *text, enum calls *calls)
{
	for (enum calls i = CALLS_DIRECT; i <= CALLS_TRAP; i++) {
		if (!strcmp(text, calls_names[i])) {
			*calls = i;
			return true;
		}
	}
	return false;
}

const char *shortcuts_name(enum shortcuts shortcuts)
{
	return shortcuts == SHORTCUTS_ON ? "on" : "off";
}

bool parse_shortcuts(const char *text, enum shortcuts *shortcuts)
{
	if (!strcmp(text, "on"))
		*shortcuts = SHORTCUTS_ON;
	else if (!strcmp(text, "off"))
		*shortcuts = SHORTCUTS_OFF;
	else
		return false;
	return true;
}

bool image_has_calls(const struct image *image, enum calls calls)
{
	for (size_t i = 0; i < image->nr_programs; i++)
		if (image->programs[i].calls == calls)
			return true;
	return false;
}

static bool is_protocol(const char *name)
{
	return !strcmp(name, "tcp") || !strcmp(name, "udp") ||
	       !strcmp(name, "http") || !strcmp(name, "https");
}

bool parse_port(const char *guest, const char *host, const char *protocol,
		struct image *image)
{
	struct port port = { .protocol = protocol ? xstrdup(protocol) : NULL };

	if ((protocol && !is_protocol(protocol)) ||
	    !parse_number(guest, 1, 65535, &port.guest) ||
	    !parse_number(host ? host : guest, 1, 65535, &port.host))
		return false;
	GROW(image->ports, image->nr_ports);
	image->ports[image->nr_ports++] = port;
	return true;
}

/* It becomes a file name in /ukl and part of an address printed by tools. */
bool valid_program_name(const char *name)
{
	return (isalnum((unsigned char)*name) || *name == '_') &&
	       has_only(name, "_-+.");
}

bool valid_environment(const char *text)
{
	return strchr(text, '=') && *text != '=';
}
