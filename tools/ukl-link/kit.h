/* SPDX-License-Identifier: GPL-2.0-only */
/* A kernel kit: the profile's kernel, compiled, waiting for its last link. */
#ifndef UKL_LINK_KIT_H
#define UKL_LINK_KIT_H

#include <stdint.h>

#include "../common/mem.h"
#include "image.h"

/* A symbol that a program may refer to. */
struct export
{
	char *name;
	uint64_t address;
};

struct exports {
	struct export *v;
	size_t nr;
};

/* What a system call's name leads to. */
enum syscall_kind {
	SYSCALL_DIRECT, /* its own entry */
	SYSCALL_GATE, /* the gate, always */
	SYSCALL_NONE, /* this kernel lacks it: ENOSYS */
};

struct syscall {
	char *name; /* "epoll_create1" */
	enum syscall_kind kind;
	char *option; /* "CONFIG_EPOLL", which would give it; NULL: not known */
};

struct kit {
	char *dir;
	char *release, *package, *profile, *id;
	struct strv ldflags; /* for the final ld */
	bool has_kallsyms; /* does the kernel have a table of its symbols? */
	struct strv kallsyms; /* options of bin/kallsyms, which makes it */
	uint64_t app_start; /* address of the first program's text */
	uint64_t data_start; /* address of every program's data */
	uint64_t data_limit; /* which has to end below this one */
	struct exports exports; /* for direct calls, or of a kit without them */
	struct exports direct_exports; /* the same without shortcuts */
	struct exports gate_exports; /* the same names, all through the gate */
	struct syscall *syscalls; /* by name */
	size_t nr_syscalls;
};

/*
 * The kit in @dir or $UKL_KIT, or, without them, the one that ukl-kernel has for @profile (NULL:
 * general), which may first have to be built, for minutes. Dies with a report if there is none, if it
 * is damaged, or of another profile than was asked for. For programs at user addresses in ring 0, the
 * profile gets the fragment "kml".
 */
void kit_open(struct kit *kit, const char *dir, const char *profile,
	      enum model model);

/* Has it what programs need that call without the instruction SYSCALL? Dies with a report if not. */
void kit_check_calls(const struct kit *kit);

/* What @option, as "CONFIG_NET", is in the kit's kernel; NULL: not set. The caller owns it. */
char *kit_option(const struct kit *kit, const char *option);

/* Is @option on ("y") in the kit's kernel? */
bool kit_has_option(const struct kit *kit, const char *option);

/* How many processors the kit's kernel can use. */
unsigned int kit_processors(const struct kit *kit);

/* What a guest with the kit's kernel needs, in MB, that needs @memory with general's. */
unsigned int kit_memory(const struct kit *kit, unsigned int memory);

/* What a program may refer to. */
const struct exports *kit_exports(const struct kit *kit, enum calls calls,
				  enum shortcuts shortcuts);
const struct export *kit_find_export(const struct kit *kit, const char *name);

/* The system call behind a symbol "ukl_sys_NAME"; NULL if it is something else. */
const struct syscall *kit_find_syscall(const struct kit *kit,
				       const char *symbol);

/* A file of the kit; the caller owns the path. */
char *kit_path(const struct kit *kit, const char *name);

#endif
