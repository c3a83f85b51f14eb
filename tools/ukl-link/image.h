/* SPDX-License-Identifier: GPL-2.0-only */
/* What is being made: one bootable image with one or more programs. Plain data. */
#ifndef UKL_LINK_IMAGE_H
#define UKL_LINK_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../common/mem.h"
#include "linker_script.h"

struct libc;

/* A page, and the granule in which texts and data files are laid out. */
enum { PAGE = 4096 };

/* What ukl-run accepts, MB. */
enum { MEMORY_MIN_MB = 16, MEMORY_MAX_MB = 1 << 20 };

static inline uint64_t page_align(uint64_t value)
{
	return (value + PAGE - 1) & ~(uint64_t)(PAGE - 1);
}

struct function {
	const char *name;
	uint64_t offset; /* from the start of the program's text */
	uint64_t size;
};

/* What becomes of a program. 0: not said. */
enum model {
	MODEL_UNSET,
	MODEL_UKL, /* its text a part of the kernel's, in ring 0 */
	MODEL_PROCESS, /* an ordinary static program in ring 3 */
	MODEL_KML, /* whole at user addresses, in ring 0: as Kernel Mode Linux does */
};

/* How a program enters the kernel. In an order of preference; 0: not said. */
enum calls {
	CALLS_UNSET,
	CALLS_DIRECT, /* libc calls the kernel's functions */
	CALLS_GATE, /* libc calls the gate with a number */
	CALLS_TRAP, /* libc is the system's and uses the instruction SYSCALL */
};

/* Do calls about TCP take short ways through the kernel? With direct calls only. */
enum shortcuts {
	SHORTCUTS_UNSET,
	SHORTCUTS_ON,
	SHORTCUTS_OFF,
};

/* What @word of a program's inputs means, which is a linker script, or -lNAME of one. */
struct input_script {
	char *word;
	struct linker_script flat; /* whole paths, and -lNAME of the system's */
};

/* Input of stage 1, and what it made. */
struct program {
	char *name;
	enum model model; /* the image's */
	enum calls calls;
	enum shortcuts shortcuts;
	const struct libc *libc; /* NULL: the system's */
	struct strv
		inputs; /* objects, archives and link options, in the order given */
	struct input_script *scripts; /* of the inputs */
	size_t nr_scripts;
	struct strv places; /* pairs WORD FILE:LINE: inputs that a recipe names */
	bool no_start_files; /* -nostartfiles */
	bool no_libraries; /* -nodefaultlibs */

	char *elf; /* path of the linked file */
	uint64_t text_start; /* virtual address, page aligned */
	const unsigned char *text; /* NULL: it stays in the file */
	uint64_t text_size; /* multiple of PAGE */
	const unsigned char
		*data; /* the linked file up to its text, or all of it */
	uint64_t data_size;
	struct function *functions; /* by offset, then name */
	size_t nr_functions;
};

struct port {
	unsigned int guest, host;
	char *protocol; /* "http", ..., or NULL */
};

enum dlopen_policy { DLOPEN_REFUSE, DLOPEN_FAIL };
enum image_format { FORMAT_VMLINUX, FORMAT_BZIMAGE };

struct image {
	char *name;
	char *output;
	enum image_format format;
	char *profile;

	struct program *programs; /* the first one is started */
	size_t nr_programs;
	enum model model; /* of all programs */
	enum calls calls; /* of programs that do not say otherwise */
	enum shortcuts shortcuts; /* the same */
	enum dlopen_policy dlopen;
	char *map; /* file for the link map, or NULL */

	struct strv roots; /* folders copied to /, later ones win */
	struct strv with; /* names that with_knows() */
	struct strv links; /* pairs PATH TARGET */
	struct strv directories; /* PATH MODE (octal) USER FILE:LINE */
	struct strv files; /* triples PATH SOURCE MODE */
	struct strv users; /* triples NAME NUMBER HOME */

	char *start; /* path, in the image, of the program to start */
	struct strv arguments; /* argv[0] first */
	struct strv environment;
	struct port *ports;
	size_t nr_ports;
	unsigned int memory; /* MB */
	unsigned int smp;
	unsigned int processors; /* the most that the kernel can use */
	unsigned int health_port; /* 0: no health check */
	char *health_path; /* of HTTP, or NULL, and */
	char *health_line, *health_answer; /* what is sent, and how the answer begins */
	char *disk_mount; /* where it wants a disk, or NULL */
	unsigned int disk_size; /* MB; 0: not said */

	/* filled in on the way */
	struct file_part {
		const void *data;
		size_t size;
	} initramfs, note;
	uint64_t unpacked; /* bytes of the root file system's files */
	bool has_shell; /* a /bin/sh in it */
};

struct program *image_add_program(struct image *image, const char *name);

/* Does any program have this way of calling? */
bool image_has_calls(const struct image *image, enum calls calls);

/* "ukl", "process", "kml" */
const char *model_name(enum model model);

/* "direct", "gate", "trap" */
const char *calls_name(enum calls calls);

/* "on", "off" */
const char *shortcuts_name(enum shortcuts shortcuts);

/*
 * Parsers of values that recipe and command line share. False if @text is not of the form; they
 * report nothing, because only the caller knows where the text stood.
 */
bool parse_port(const char *guest, const char *host, const char *protocol,
		struct image *image);
bool parse_model(const char *text, enum model *model);
bool parse_calls(const char *text, enum calls *calls);
bool parse_shortcuts(const char *text, enum shortcuts *shortcuts);
bool valid_program_name(const char *name);
bool valid_environment(const char *text);

#endif
