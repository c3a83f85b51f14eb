// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "image.h"
#include "mem.h"
#include "options.h"
#include "report.h"
#include "uklnote.h"
#include "volumes.h"

/* What this program understands of the description. */
enum {
	NOTE_VERSION = 1,
	NAME_MAX_LENGTH = 64,
	PATH_MAX_LENGTH = 255,
	/* of --port there may be PORTS_MAX */
	IMAGE_PORTS_MAX = 16,
};

static bool is_name(const char *text)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz"
				      "0123456789._+-";
	size_t length = strlen(text);

	return length > 0 && length <= NAME_MAX_LENGTH &&
	       strspn(text, allowed) == length;
}

/* Fit for the request line of HTTP: it cannot end the line or the word. */
static bool is_http_path(const char *text)
{
	size_t length = strlen(text);

	if (text[0] != '/' || length > PATH_MAX_LENGTH)
		return false;
	for (size_t i = 0; i < length; i++)
		if (text[i] <= ' ' || text[i] >= 0x7f)
			return false;
	return true;
}

static void fault(const struct image *image, const char *key, const char *what)
{
	error("%s: description: \"%s\" %s; link the image again", image->path,
	      key, what);
}

/* A whole number within bounds; a missing key leaves `fallback`. */
static unsigned int get_number(const struct image *image, const json_t *object,
			       const char *key, unsigned int min,
			       unsigned int max, unsigned int fallback)
{
	const json_t *value = json_object_get(object, key);
	json_int_t number;

	if (!value)
		return fallback;
	number = json_integer_value(value);
	if (!json_is_integer(value) || number < min || number > max) {
		fault(image, key, "is not a number within the bounds");
		return fallback;
	}
	return number;
}

static enum port_protocol get_protocol(const json_t *object)
{
	const char *text =
		json_string_value(json_object_get(object, "protocol"));

	if (text && strcmp(text, "http") == 0)
		return PORT_HTTP;
	if (text && strcmp(text, "udp") == 0)
		return PORT_UDP;
	return PORT_TCP;
}

static void get_ports(struct image *image, const json_t *note)
{
	const json_t *list = json_object_get(note, "ports");

	if (!list)
		return;
	if (!json_is_array(list) || json_array_size(list) > IMAGE_PORTS_MAX) {
		fault(image, "ports", "is not a list, or too long");
		return;
	}
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *entry = json_array_get(list, i);
		struct port port = { .protocol = get_protocol(entry) };

		port.guest = get_number(image, entry, "guest", 1, 65535, 0);
		port.host =
			get_number(image, entry, "host", 0, 65535, port.guest);
		if (port.guest)
			ports_add(&image->ports, &port);
		else
			fault(image, "ports",
			      "has an entry without a guest port");
	}
}

static void get_health(struct image *image, const json_t *note)
{
	const json_t *health = json_object_get(note, "health");
	const char *path, *line, *answer;

	if (!health || json_is_null(health))
		return;
	path = json_string_value(json_object_get(health, "path"));
	line = json_string_value(json_object_get(health, "line"));
	answer = json_string_value(json_object_get(health, "answer"));
	if (line || answer) {
		if (!uklnote_is_line(line) || !uklnote_is_line(answer)) {
			fault(image, "health", "has a line that is not one");
			return;
		}
		image->health_line = xstrdup(line);
		image->health_answer = xstrdup(answer);
	}
	if (!path)
		path = "/";
	if (!is_http_path(path)) {
		fault(image, "health", "has a path that is not one");
		return;
	}
	image->health_port = get_number(image, health, "port", 1, 65535, 0);
	image->health_path = xstrdup(path);
}

static void get_disk(struct image *image, const json_t *note)
{
	const json_t *disk = json_object_get(note, "disk");
	const char *mount;

	if (!disk)
		return;
	mount = json_string_value(json_object_get(disk, "mount"));
	if (!mount || !valid_mount_point(mount)) {
		fault(image, "disk", "has a mount point that is none");
		return;
	}
	image->disk_mount = xstrdup(mount);
	image->disk_size =
		get_number(image, disk, "size", DISK_MIN_MB, DISK_MAX_MB, 0);
}

static void get_all(struct image *image, const json_t *note)
{
	const char *program =
		json_string_value(json_object_get(note, "program"));

	if (get_number(image, note, "version", 0, 1000000, 0) != NOTE_VERSION) {
		error("%s: description of a version that this ukl-run does not know; use the ukl-run that came with its ukl-link",
		      image->path);
		return;
	}
	if (!program || !is_name(program))
		fault(image, "program", "is not a name");
	else
		image->program = xstrdup(program);
	image->memory = get_number(image, note, "memory", MEMORY_MIN_MB,
				   MEMORY_MAX_MB, 128);
	image->smp = get_number(image, note, "smp", 1, SMP_MAX, 1);
	/* images that were linked before do not say */
	image->processors = get_number(image, note, "processors", 1,
				       PROCESSORS_MAX, PROCESSORS_MAX);
	get_ports(image, note);
	get_health(image, note);
	get_disk(image, note);
	image->has_no_shell = json_is_false(json_object_get(note, "shell"));
}

bool image_read(struct image *image, const char *path)
{
	uint64_t end;
	char *text = uklnote_read_with_end(path, &end);
	json_error_t why;
	json_t *note;

	if (!text)
		return false;
	*image = (struct image){
		.path = path,
		.least_memory = (end + (1 << 20) - 1) >> 20,
	};
	note = json_loads(text, JSON_REJECT_DUPLICATES, &why);
	free(text);
	if (!json_is_object(note)) {
		/* why.text may quote the image: not shown */
		error("%s: description is not JSON (line %d); link the image again",
		      path, note ? 1 : why.line);
		json_decref(note);
		return false;
	}
	get_all(image, note);
	json_decref(note);
	return !report_failed();
}
