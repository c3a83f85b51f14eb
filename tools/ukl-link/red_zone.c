// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "../common/mem.h"
#include "../common/report.h"
#include "red_zone.h"
#include "stack_flow.h"

/* System V ABI, 3.2.2: bytes below the stack pointer that signal handlers do not touch. */
enum { RED_ZONE = 128 };

/*
 * What is larger, and what has been decoded so often because its functions overlap, is passed over: an
 * instruction of one byte becomes some hundred.
 */
enum { FUNCTION_MAX = 256 * 1024, DECODED_MAX = 4 };

struct scan {
	const struct linked *linked;
	const struct kit *kit;
	const struct object *object;
	size_t budget; /* bytes of it that may still be decoded */

	/* the function at hand */
	bool open;
	size_t section;
	GElf_Addr start, end;
	struct stack_flow flow;
	size_t *below; /* instructions that use memory below the stack pointer */
	size_t nr_below;
	bool indirect_checked, reported;
};

static bool is_gate(const struct scan *scan, const char *name)
{
	size_t nr;

	return !strncmp(name, "ukl_", 4) && kit_find_export(scan->kit, name) &&
	       !linked_find(scan->linked, name, &nr);
}

static void close_function(struct scan *scan)
{
	stack_flow_free(&scan->flow);
	free(scan->below);
	scan->below = NULL;
	scan->nr_below = 0;
	scan->open = false;
}

static struct value get_address(const struct instruction *insn)
{
	struct value address = insn->values[insn->address];

	address.offset += insn->displacement;
	return address;
}

static void find_below(struct scan *scan)
{
	for (size_t i = 0; i < scan->flow.nr; i++) {
		const struct instruction *insn = &scan->flow.insns[i];
		const struct value *rsp = &insn->values[RSP];
		struct value address;

		if (insn->address == NO_REGISTER)
			continue;
		address = get_address(insn);
		if (address.base != rsp->base || address.offset >= rsp->offset)
			continue;
		GROW(scan->below, scan->nr_below);
		scan->below[scan->nr_below++] = i;
	}
}

static void open_function(struct scan *scan, size_t section, GElf_Addr offset)
{
	struct section_info info;
	GElf_Addr size;

	if (scan->open && scan->section == section && offset >= scan->start &&
	    offset < scan->end)
		return;
	if (scan->open)
		close_function(scan);
	object_function_extent(scan->object, section, offset, &scan->start,
			       &scan->end);
	scan->open = true;
	scan->section = section;
	scan->indirect_checked = scan->reported = false;
	size = scan->end - scan->start;
	if (!object_section(scan->object, section, &info) || !info.data ||
	    scan->end > info.size || scan->start >= scan->end ||
	    size > FUNCTION_MAX || size > scan->budget)
		return;
	scan->budget -= size;
	stack_flow_decode(&scan->flow, info.data + scan->start, scan->start,
			  size);
	stack_flow_compute(&scan->flow);
	find_below(scan);
}

/*
 * Stacks are aligned to 16 bytes at each call that a compiler sees (System V ABI, 3.2.2), so eight
 * bytes from that at a function's entry.
 */
static bool is_hidden(const struct instruction *call)
{
	const struct value *rsp = &call->values[RSP];

	return rsp->base == BASE_ENTRY && (rsp->offset & 15) != 8;
}

/*
 * Is @insn's operand, which is below the stack pointer, also in the red zone at @call? With an
 * index it may be above in truth: "-8(%rsp,%rax,8)" is a place in an array whose index begins at 1.
 */
static bool is_at_risk(const struct instruction *insn,
		       const struct instruction *call)
{
	const struct value *rsp = &call->values[RSP];
	struct value address = get_address(insn);

	if (insn->indexed && !is_hidden(call))
		return false;
	return address.base == rsp->base && address.offset < rsp->offset &&
	       address.offset >= rsp->offset - RED_ZONE;
}

static void check_call(struct scan *scan, const struct instruction *call,
		       const char *name)
{
	struct place place = { .object = scan->object };
	char *text;

	if (scan->reported)
		return;
	for (size_t i = 0; i < scan->nr_below && !scan->reported; i++)
		scan->reported =
			is_at_risk(&scan->flow.insns[scan->below[i]], call);
	if (!scan->reported)
		return;
	place.function =
		object_function_at(scan->object, scan->section, call->offset);
	text = place_text(&place);
	error("%s: calls %s while data is below the stack pointer (red zone); "
	      "compile with -mno-red-zone",
	      text, name);
	free(text);
}

/* The address of @name is taken: each call by a register may be one of it. */
static void check_indirect_calls(struct scan *scan, const char *name)
{
	if (scan->indirect_checked)
		return;
	scan->indirect_checked = true;
	for (size_t i = 0; i < scan->flow.nr; i++)
		if (scan->flow.insns[i].indirect_call)
			check_call(scan, &scan->flow.insns[i], name);
}

/*
 * A call, or the address is taken, for a call by it. A jump is no call: it leaves the function for
 * good.
 */
static bool check(const struct object *object, size_t where,
		  const GElf_Rela *rela, void *context)
{
	struct instruction *insn;
	struct scan *scan = context;
	const char *name;
	GElf_Sym sym;

	if (!object_symbol(object, GELF_R_SYM(rela->r_info), &sym, &name) ||
	    sym.st_shndx != SHN_UNDEF || !is_gate(scan, name) ||
	    !object_section_flags(object, where, SHF_EXECINSTR))
		return false;
	open_function(scan, where, rela->r_offset);
	insn = stack_flow_at(&scan->flow, rela->r_offset);
	if (!insn)
		return false;
	if (insn->call)
		check_call(scan, insn, name);
	else if (insn->flow == FLOW_NEXT)
		check_indirect_calls(scan, name);
	return false;
}

void red_zone_check(const struct linked *linked, const struct kit *kit)
{
	struct scan scan = { .linked = linked, .kit = kit };

	for (size_t i = 0; i < linked->nr; i++) {
		struct object *object = &linked->objects[i];

		/* tests/ukl-link looks at all of libc once */
		if (object->system || !object_open(object))
			continue;
		scan.object = object;
		scan.budget = object->size * DECODED_MAX;
		object_each_relocation(object, check, &scan);
		if (scan.open)
			close_function(&scan);
	}
}
