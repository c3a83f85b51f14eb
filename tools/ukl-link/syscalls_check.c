// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every static program contains calls that it never makes: libc's own, for locks, for threads, for
 * name services. What counts is what the program asks libc for, so a member of libc counts if an
 * object outside libc refers to it. That is one step and not the whole graph: behind printf, or
 * getpwnam, is nearly everything.
 */
#include <stdlib.h>
#include <string.h>

#include "../common/mem.h"
#include "../common/report.h"
#include "syscalls_check.h"

/*
 * Calls that libc tries and does without: where it refers to them it looks for ENOSYS, or for any
 * error, and goes on by other means. If only its function of the same name does not, a program that
 * asks for that one needs the call.
 */
static const struct {
	const char *name;
	bool function_too;
} tried[] = {
	{ "clone3", true }, /* clone */
	{ "close_range", false }, /* closefrom, posix_spawn: /proc/self/fd */
	{ "faccessat2", true }, /* without flags: faccessat */
	{ "getrandom", false }, /* arc4random: /dev/urandom */
	{ "madvise", false }, /* malloc, thread stacks: a hint */
	{ "mlock2", true }, /* without flags: mlock */
	{ "preadv2", true }, /* without flags: preadv */
	{ "pwritev2", true }, /* without flags: pwritev */
	{ "renameat2", true }, /* without flags: renameat */
	{ "rseq", true }, /* sched_getcpu makes a call */
	{ "set_robust_list", true }, /* for robust mutexes only */
	{ "statx", true }, /* fstatat */
};

struct need {
	const struct syscall *call;
	struct place place;
};

struct scan {
	const struct linked *linked;
	const struct kit *kit;
	struct need *needs;
	size_t nr;
};

/* The missing call that @name is, if it is not the program's own function. */
static const struct syscall *missing_call(const struct scan *scan,
					  const char *name)
{
	const struct syscall *call = kit_find_syscall(scan->kit, name);
	size_t nr;

	if (!call || call->kind != SYSCALL_NONE ||
	    linked_find(scan->linked, name, &nr))
		return NULL;
	return call;
}

static bool defines(const struct object *object, const char *function)
{
	for (size_t i = 1; i < object->nr_symbols; i++) {
		const char *name;
		GElf_Sym sym;

		if (object_symbol(object, i, &sym, &name) &&
		    sym.st_shndx != SHN_UNDEF && !strcmp(name, function))
			return true;
	}
	return false;
}

/* Does @member of libc do without the call? */
static bool is_tried(const struct object *member, const char *call)
{
	for (size_t i = 0; i < sizeof(tried) / sizeof(*tried); i++)
		if (!strcmp(tried[i].name, call))
			return tried[i].function_too || !defines(member, call);
	return false;
}

static bool is_needed(const struct scan *scan, const struct syscall *call)
{
	for (size_t i = 0; i < scan->nr; i++)
		if (scan->needs[i].call == call)
			return true;
	return false;
}

static void add_need(struct scan *scan, const struct syscall *call,
		     const struct place *place)
{
	GROW(scan->needs, scan->nr);
	scan->needs[scan->nr++] = (struct need){ call, *place };
}

/* Where the program refers to something that @member of libc defines. */
static struct place find_caller(const struct scan *scan,
				const struct object *member)
{
	struct place place = { 0 };

	for (size_t i = 1; i < member->nr_symbols && !place.object; i++) {
		const char *name;
		GElf_Sym sym;

		if (object_symbol(member, i, &sym, &name) &&
		    sym.st_shndx != SHN_UNDEF &&
		    GELF_ST_BIND(sym.st_info) != STB_LOCAL)
			place = linked_first_use_outside_libc(scan->linked,
							      name);
	}
	return place;
}

static void check_object(struct scan *scan, struct object *object)
{
	for (size_t i = 1; i < object->nr_symbols; i++) {
		const struct syscall *call;
		struct place place;
		const char *name;
		GElf_Sym sym;

		if (!object_symbol(object, i, &sym, &name) ||
		    sym.st_shndx != SHN_UNDEF ||
		    GELF_ST_BIND(sym.st_info) == STB_WEAK)
			continue;
		call = missing_call(scan, name);
		if (!call || is_needed(scan, call) ||
		    (object->system && is_tried(object, call->name)))
			continue;
		place = object->system ?
				find_caller(scan, object) :
				linked_first_use_outside_libc(scan->linked,
							      name);
		if (place.object)
			add_need(scan, call, &place);
	}
}

static int compare_needs(const void *a, const void *b)
{
	const struct need *left = a, *right = b;

	return strcmp(left->call->name, right->call->name);
}

static void report(const struct need *need, const struct program *program,
		   const struct kit *kit)
{
	char *why = need->call->option ?
			    xasprintf("%s is off in profile %s",
				      need->call->option, kit->profile) :
			    xasprintf("the kernel of profile %s has none",
				      kit->profile);

	warning("%s needs %s: %s; used by %s%s", program->name,
		need->call->name, why, place_text(&need->place),
		report_warnings_are_fatal() ? "" :
					      " (--fatal-warnings to refuse)");
	free(why);
}

void syscalls_check(const struct linked *linked, const struct program *program,
		    const struct kit *kit)
{
	struct scan scan = { .linked = linked, .kit = kit };

	for (size_t i = 0; i < linked->nr; i++)
		if (object_open(&linked->objects[i]))
			check_object(&scan, &linked->objects[i]);
	if (scan.nr)
		qsort(scan.needs, scan.nr, sizeof(*scan.needs), compare_needs);
	for (size_t i = 0; i < scan.nr; i++)
		report(&scan.needs[i], program, kit);
	free(scan.needs);
}
