// SPDX-License-Identifier: GPL-2.0-only
#include <elf.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../common/report.h"
#include "../common/uklnote.h"
#include "libc.h"
#include "note.h"

static json_t *strings(const struct strv *vec)
{
	json_t *array = json_array();

	for (size_t i = 0; i < vec->nr; i++) {
		/* arguments are bytes, JSON is UTF-8 */
		json_t *text = json_string(vec->v[i]);

		if (!text)
			die("'%s': not UTF-8; the image's description cannot hold it",
			    vec->v[i]);
		json_array_append_new(array, text);
	}
	return array;
}

static json_t *programs(const struct image *image)
{
	json_t *array = json_array();

	for (size_t i = 0; i < image->nr_programs; i++) {
		const struct program *program = &image->programs[i];
		char start[32];

		snprintf(start, sizeof(start), "%#lx",
			 (unsigned long)program->text_start);
		json_array_append_new(
			array,
			json_pack("{s:s, s:s, s:s, s:{s:s, s:I}, s:I}", "name",
				  program->name, "calls",
				  calls_name(program->calls), "shortcuts",
				  shortcuts_name(program->shortcuts), "text",
				  "start", start, "size",
				  (json_int_t)program->text_size, "data",
				  (json_int_t)program->data_size));
	}
	return array;
}

static json_t *ports(const struct image *image)
{
	json_t *array = json_array();

	for (size_t i = 0; i < image->nr_ports; i++) {
		const struct port *port = &image->ports[i];
		json_t *object = json_pack("{s:i, s:i}", "guest", port->guest,
					   "host", port->host);

		if (port->protocol)
			json_object_set_new(object, "protocol",
					    json_string(port->protocol));
		json_array_append_new(array, object);
	}
	return array;
}

/* The C library that was linked, if it is not the system's. */
static const struct libc *get_libc(const struct image *image)
{
	for (size_t i = 0; i < image->nr_programs; i++)
		if (image->programs[i].libc)
			return image->programs[i].libc;
	return NULL;
}

static char *describe(const struct image *image, const struct kit *kit,
		      const struct toolchain *tools)
{
	const struct libc *libc = get_libc(image);
	json_t *root = json_object();
	char *text;

	json_object_set_new(root, "version", json_integer(1));
	json_object_set_new(root, "program", json_string(image->name));
	json_object_set_new(root, "programs", programs(image));
	json_object_set_new(root, "start", json_string(image->start));
	json_object_set_new(root, "arguments", strings(&image->arguments));
	json_object_set_new(root, "environment", strings(&image->environment));
	json_object_set_new(root, "ports", ports(image));
	json_object_set_new(root, "memory", json_integer(image->memory));
	json_object_set_new(root, "smp", json_integer(image->smp));
	json_object_set_new(root, "processors",
			    json_integer(image->processors));
	json_object_set_new(root, "profile", json_string(kit->profile));
	json_object_set_new(root, "shell", json_boolean(image->has_shell));
	if (image->health_port)
		json_object_set_new(root, "health",
				    json_pack("{s:i, s:s*, s:s*, s:s*}", "port",
					      image->health_port, "path",
					      image->health_path, "line",
					      image->health_line, "answer",
					      image->health_answer));
	if (image->disk_mount) {
		json_t *disk = json_pack("{s:s}", "mount", image->disk_mount);

		if (image->disk_size)
			json_object_set_new(disk, "size",
					    json_integer(image->disk_size));
		json_object_set_new(root, "disk", disk);
	}
	json_object_set_new(root, "kernel",
			    json_pack("{s:s, s:s, s:s}", "release",
				      kit->release, "package", kit->package,
				      "id", kit->id));
	json_object_set_new(root, "versions",
			    json_pack("{s:s, s:s, s:s, s:s}", "ukl",
				      UKL_VERSION, "gcc", tools->gcc,
				      "binutils", tools->binutils, "libc",
				      libc ? libc->version : tools->libc));
	if (libc)
		json_object_set_new(root, "libc",
				    json_pack("{s:s, s:s}", "version",
					      libc->version, "id", libc->id));
	json_object_set_new(root, "model",
			    json_string(model_name(image->model)));
	/* that of the first program, for those who look at one */
	json_object_set_new(root, "calls",
			    json_string(calls_name(image->programs[0].calls)));
	json_object_set_new(
		root, "shortcuts",
		json_string(shortcuts_name(image->programs[0].shortcuts)));
	text = json_dumps(root, JSON_COMPACT);
	if (!text)
		die("the image's description cannot be written as JSON");
	json_decref(root);
	return text;
}

void note_make(struct image *image, const struct kit *kit,
	       const struct toolchain *tools)
{
	char *text = describe(image, kit, tools);
	Elf64_Nhdr head = { .n_namesz = 4,
			    .n_descsz = strlen(text),
			    .n_type = UKL_NOTE_TYPE };
	size_t size = sizeof(head) + 4 + ((head.n_descsz + 3) & ~3u);
	unsigned char *note = xcalloc(1, size);

	memcpy(note, &head, sizeof(head));
	memcpy(note + sizeof(head), "UKL", 4);
	memcpy(note + sizeof(head) + 4, text, head.n_descsz);
	image->note.data = note;
	image->note.size = size;
	free(text);
}

int note_print(const char *path)
{
	char *text = uklnote_read(path);
	json_error_t fault;
	json_t *root;

	if (!text)
		return EXIT_FAULT;
	root = json_loads(text, 0, &fault);
	if (!root) {
		error("%s: the description is damaged: %s", path, fault.text);
		return EXIT_FAULT;
	}
	json_dumpf(root, stdout, JSON_INDENT(2));
	putchar('\n');
	return 0;
}
