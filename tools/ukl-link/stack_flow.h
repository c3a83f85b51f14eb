/* SPDX-License-Identifier: GPL-2.0-only */
/* Where a function's stack pointer is at each of its instructions, by decoding them. */
#ifndef UKL_LINK_STACK_FLOW_H
#define UKL_LINK_STACK_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RSP, RBP, NR_REGISTERS = 16 };

/* Value of what is nowhere computed by the function is the same as nothing else. */
enum { NO_REGISTER = -1, BASE_ENTRY = 0 };

/*
 * The value of a register, as a distance from some other one. That one is the stack pointer at the
 * function's entry, or what a register got at a place where it cannot be computed: by an alignment, a
 * variable-length array, a load, or where two paths with different values meet. Values can be
 * compared if they have the same base.
 */
struct value {
	int base; /* BASE_ENTRY or the number of such a place */
	int64_t offset;
};

enum flow {
	FLOW_NEXT,
	FLOW_BRANCH, /* to the target or on */
	FLOW_JUMP, /* to the target */
	FLOW_INSIDE, /* a call of a place in the same function */
	FLOW_ANYWHERE, /* by a table, to nobody knows where */
	FLOW_END,
};

struct instruction {
	uint64_t offset; /* in the section */
	unsigned int size;
	enum flow flow;
	uint64_t target;
	bool call, indirect_call;

	/* what it does: registers that it changes, and those of them whose value can be computed */
	unsigned int written; /* bits */
	struct computed {
		int to, from; /* NO_REGISTER: none */
		int64_t add;
	} computed[2];

	/* an operand in memory; NO_REGISTER: none, or no register in its address */
	int address;
	int64_t displacement;
	bool indexed;

	/* by stack_flow_compute(): before the instruction */
	bool reached;
	struct value values[NR_REGISTERS];
};

struct stack_flow {
	struct instruction *insns; /* by offset */
	size_t nr;
};

/* Decode @size bytes of @code, which begin at @offset of their section. */
void stack_flow_decode(struct stack_flow *flow, const unsigned char *code,
		       uint64_t offset, size_t size);

/* Follow the flow of control and fill in the values. */
void stack_flow_compute(struct stack_flow *flow);

/* The instruction around @offset, or NULL. */
struct instruction *stack_flow_at(const struct stack_flow *flow,
				  uint64_t offset);

void stack_flow_free(struct stack_flow *flow);

#endif
