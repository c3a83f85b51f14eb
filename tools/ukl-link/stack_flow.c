// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "../common/mem.h"
#include "stack_flow.h"

struct instruction *stack_flow_at(const struct stack_flow *flow,
				  uint64_t offset)
{
	size_t low = 0, high = flow->nr;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		struct instruction *insn = &flow->insns[mid];

		if (offset < insn->offset)
			high = mid;
		else if (offset >= insn->offset + insn->size)
			low = mid + 1;
		else
			return insn;
	}
	return NULL;
}

void stack_flow_free(struct stack_flow *flow)
{
	free(flow->insns);
	*flow = (struct stack_flow){ 0 };
}

/* Instructions whose values have changed. */
struct work {
	const struct stack_flow *flow;
	size_t *stack;
	size_t nr;
	bool has_table, followed;
};

/* Bases that an instruction makes: before it, where paths meet, and by what it does. */
enum when { BEFORE, AFTER, NR_WHENS };

static struct value new_value(const struct work *work,
			      const struct instruction *insn, enum when when,
			      int number)
{
	size_t index = insn - work->flow->insns;

	return (struct value){
		.base = 1 + (index * NR_WHENS + when) * NR_REGISTERS + number,
	};
}

static bool same(const struct value *a, const struct value *b)
{
	return a->base == b->base && a->offset == b->offset;
}

static void reach(struct work *work, struct instruction *insn,
		  const struct value *values)
{
	bool changed = !insn->reached;

	if (!insn->reached)
		memcpy(insn->values, values, sizeof(insn->values));
	insn->reached = true;
	work->has_table |= insn->flow == FLOW_ANYWHERE;
	for (int i = 0; i < NR_REGISTERS; i++) {
		struct value unknown = new_value(work, insn, BEFORE, i);

		if (same(&insn->values[i], &values[i]) ||
		    same(&insn->values[i], &unknown))
			continue;
		insn->values[i] = unknown;
		changed = true;
	}
	if (!changed)
		return;
	GROW(work->stack, work->nr);
	work->stack[work->nr++] = insn - work->flow->insns;
}

static void reach_offset(struct work *work, uint64_t offset,
			 const struct value *values)
{
	struct instruction *insn = stack_flow_at(work->flow, offset);

	/* in the middle of an instruction: not as it was decoded */
	if (insn && insn->offset == offset)
		reach(work, insn, values);
}

static void execute(const struct work *work, const struct instruction *insn,
		    struct value *values)
{
	memcpy(values, insn->values, sizeof(insn->values));
	for (int i = 0; i < NR_REGISTERS; i++)
		if (insn->written & 1u << i)
			values[i] = new_value(work, insn, AFTER, i);
	for (int i = 0; i < 2; i++) {
		const struct computed *computed = &insn->computed[i];

		if (computed->to == NO_REGISTER)
			continue;
		values[computed->to] = insn->values[computed->from];
		values[computed->to].offset += computed->add;
	}
}

static void run(struct work *work)
{
	while (work->nr) {
		const struct instruction *insn =
			&work->flow->insns[work->stack[--work->nr]];
		struct value values[NR_REGISTERS];

		execute(work, insn, values);
		if (insn->flow == FLOW_NEXT || insn->flow == FLOW_BRANCH ||
		    insn->flow == FLOW_INSIDE)
			reach_offset(work, insn->offset + insn->size, values);
		if (insn->flow == FLOW_INSIDE)
			values[RSP].offset -= 8;
		if (insn->flow == FLOW_BRANCH || insn->flow == FLOW_JUMP ||
		    insn->flow == FLOW_INSIDE)
			reach_offset(work, insn->target, values);
	}
}

/*
 * A jump by a table may go wherever nothing else leads to. That is everything after the first of them,
 * so there is nothing left for others. False if there is none.
 */
static bool follow_table(struct work *work)
{
	const struct stack_flow *flow = work->flow;
	const struct instruction *jump = flow->insns;

	if (!work->has_table || work->followed)
		return false;
	work->followed = true;
	while (jump->flow != FLOW_ANYWHERE || !jump->reached)
		jump++;
	for (size_t i = 1; i < flow->nr; i++) {
		enum flow before = flow->insns[i - 1].flow;

		if (!flow->insns[i].reached &&
		    (before == FLOW_JUMP || before == FLOW_ANYWHERE ||
		     before == FLOW_END))
			reach(work, &flow->insns[i], jump->values);
	}
	return true;
}

void stack_flow_compute(struct stack_flow *flow)
{
	struct work work = { .flow = flow };

	for (size_t i = 0; i < flow->nr; i++) {
		struct instruction *insn = &flow->insns[i];
		struct value values[NR_REGISTERS];

		if (insn->reached)
			continue;
		for (int j = 0; j < NR_REGISTERS; j++)
			values[j] = new_value(&work, insn, BEFORE, j);
		/* what is not reached from the entry: a landing pad, another entry, nothing */
		if (!i)
			values[RSP] = (struct value){ .base = BASE_ENTRY };
		reach(&work, insn, values);
		do
			run(&work);
		while (follow_table(&work));
	}
	free(work.stack);
}
