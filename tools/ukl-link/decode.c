// SPDX-License-Identifier: GPL-2.0-only
/* From libcapstone's description of an instruction to the little that stack_flow.c wants to know. */
#include <capstone/capstone.h>

#include "../common/mem.h"
#include "../common/report.h"
#include "stack_flow.h"

#define NAMES(r64, r32, r16, r8)                                          \
	{                                                                 \
		X86_REG_##r64, X86_REG_##r32, X86_REG_##r16, X86_REG_##r8 \
	}
/* The numbers are our own; stack_flow.h names the first two. */
static const x86_reg registers[NR_REGISTERS][4] = {
	NAMES(RSP, ESP, SP, SPL),     NAMES(RBP, EBP, BP, BPL),
	NAMES(RAX, EAX, AX, AL),      NAMES(RCX, ECX, CX, CL),
	NAMES(RDX, EDX, DX, DL),      NAMES(RBX, EBX, BX, BL),
	NAMES(RSI, ESI, SI, SIL),     NAMES(RDI, EDI, DI, DIL),
	NAMES(R8, R8D, R8W, R8B),     NAMES(R9, R9D, R9W, R9B),
	NAMES(R10, R10D, R10W, R10B), NAMES(R11, R11D, R11W, R11B),
	NAMES(R12, R12D, R12W, R12B), NAMES(R13, R13D, R13W, R13B),
	NAMES(R14, R14D, R14W, R14B), NAMES(R15, R15D, R15W, R15B),
};
static const x86_reg high_bytes[] = { X86_REG_AH, X86_REG_CH, X86_REG_DH,
				      X86_REG_BH };

/* Of a register or a part of one. */
static int register_number(x86_reg reg)
{
	for (int i = 0; i < NR_REGISTERS; i++)
		for (int j = 0; j < 4; j++)
			if (registers[i][j] == reg)
				return i;
	for (int i = 0; i < 4; i++)
		if (high_bytes[i] == reg)
			return register_number(X86_REG_RAX) + i;
	return NO_REGISTER;
}

/* Of a whole register only: values are addresses. */
static int address_register(x86_reg reg)
{
	for (int i = 0; i < NR_REGISTERS; i++)
		if (registers[i][0] == reg)
			return i;
	return NO_REGISTER;
}

static void compute(struct instruction *insn, int to, int from, int64_t add)
{
	struct computed *slot =
		&insn->computed[insn->computed[0].to != NO_REGISTER];

	if (to == NO_REGISTER || from == NO_REGISTER)
		return;
	*slot = (struct computed){ to, from, add };
}

static void take_writes(csh handle, const cs_insn *decoded,
			struct instruction *insn)
{
	uint8_t nr_read, nr_written;
	cs_regs read, written;

	if (cs_regs_access(handle, decoded, read, &nr_read, written,
			   &nr_written))
		die("libcapstone does not tell which registers an instruction writes");
	for (int i = 0; i < nr_written; i++) {
		int number = register_number(written[i]);

		if (number != NO_REGISTER)
			insn->written |= 1u << number;
	}
	/* what a function may change: System V ABI, figure 3.4 */
	if (decoded->id == X86_INS_CALL) {
		static const x86_reg lost[] = {
			X86_REG_RAX, X86_REG_RCX, X86_REG_RDX,
			X86_REG_RSI, X86_REG_RDI, X86_REG_R8,
			X86_REG_R9,  X86_REG_R10, X86_REG_R11,
		};

		for (size_t i = 0; i < sizeof(lost) / sizeof(*lost); i++)
			insn->written |= 1u << register_number(lost[i]);
	}
}

/* add, sub, mov, lea */
static void take_arithmetic(const cs_insn *decoded, struct instruction *insn)
{
	const cs_x86_op *left = &decoded->detail->x86.operands[0];
	const cs_x86_op *right = &decoded->detail->x86.operands[1];
	int to;

	if (decoded->detail->x86.op_count != 2 || left->type != X86_OP_REG)
		return;
	to = address_register(left->reg);
	if (decoded->id == X86_INS_ADD && right->type == X86_OP_IMM)
		compute(insn, to, to, right->imm);
	else if (decoded->id == X86_INS_SUB && right->type == X86_OP_IMM)
		compute(insn, to, to, -right->imm);
	else if (decoded->id == X86_INS_MOV && right->type == X86_OP_REG)
		compute(insn, to, address_register(right->reg), 0);
	else if (decoded->id == X86_INS_LEA &&
		 right->mem.index == X86_REG_INVALID)
		compute(insn, to, address_register(right->mem.base),
			right->mem.disp);
}

static void take_stack_use(const cs_insn *decoded, struct instruction *insn)
{
	const cs_x86 *x86 = &decoded->detail->x86;
	/* two bytes with an operand size prefix, which nobody uses */
	int64_t size = x86->prefix[2] == X86_PREFIX_OPSIZE ? 2 : 8;
	const cs_x86_op *op = &x86->operands[0];

	switch (decoded->id) {
	case X86_INS_PUSH:
	case X86_INS_PUSHF:
	case X86_INS_PUSHFQ:
		compute(insn, RSP, RSP, -size);
		break;
	case X86_INS_POP:
		if (op->type == X86_OP_REG && register_number(op->reg) == RSP)
			break;
		/* fall through */
	case X86_INS_POPF:
	case X86_INS_POPFQ:
		compute(insn, RSP, RSP, size);
		break;
	case X86_INS_LEAVE:
		compute(insn, RSP, RBP, 8);
		break;
	case X86_INS_ENTER:
		if (x86->operands[1].imm)
			break;
		compute(insn, RBP, RSP, -8);
		compute(insn, RSP, RSP, -8 - op->imm);
		break;
	case X86_INS_CALL:
		/* who is called returns with the stack as it was */
		compute(insn, RSP, RSP, 0);
		break;
	}
}

static void take_memory(const cs_insn *decoded, struct instruction *insn)
{
	const cs_x86 *x86 = &decoded->detail->x86;

	if (decoded->id == X86_INS_LEA || decoded->id == X86_INS_NOP)
		return;
	for (int i = 0; i < x86->op_count; i++) {
		const x86_op_mem *mem = &x86->operands[i].mem;

		if (x86->operands[i].type != X86_OP_MEM ||
		    mem->segment != X86_REG_INVALID)
			continue;
		insn->address = address_register(mem->base);
		insn->displacement = mem->disp;
		insn->indexed = mem->index != X86_REG_INVALID;
	}
}

/* In an object, a jump or call of something else has a relocation, and 0 in its place. */
static bool leaves(const struct instruction *insn)
{
	return insn->size >= 5 && insn->target == insn->offset + insn->size;
}

static void take_flow(csh handle, const cs_insn *decoded,
		      struct instruction *insn)
{
	const cs_x86_op *op = &decoded->detail->x86.operands[0];
	bool direct = decoded->detail->x86.op_count && op->type == X86_OP_IMM;

	if (direct)
		insn->target = op->imm;
	if (decoded->id == X86_INS_CALL) {
		insn->call = true;
		insn->indirect_call = !direct;
		if (direct && !leaves(insn))
			insn->flow = FLOW_INSIDE;
	} else if (decoded->id == X86_INS_JMP) {
		insn->flow = !direct	  ? FLOW_ANYWHERE :
			     leaves(insn) ? FLOW_END :
					    FLOW_JUMP;
	} else if (cs_insn_group(handle, decoded, X86_GRP_JUMP)) {
		insn->flow = leaves(insn) ? FLOW_NEXT : FLOW_BRANCH;
	} else if (cs_insn_group(handle, decoded, X86_GRP_RET) ||
		   cs_insn_group(handle, decoded, X86_GRP_IRET) ||
		   decoded->id == X86_INS_UD2 || decoded->id == X86_INS_HLT) {
		insn->flow = FLOW_END;
	}
}

static void take(csh handle, const cs_insn *decoded, struct instruction *insn)
{
	*insn = (struct instruction){
		.offset = decoded->address,
		.size = decoded->size,
		.computed = { { .to = NO_REGISTER }, { .to = NO_REGISTER } },
		.address = NO_REGISTER,
	};
	if (!decoded->id) /* data among the code */
		return;
	take_writes(handle, decoded, insn);
	take_stack_use(decoded, insn);
	take_arithmetic(decoded, insn);
	take_memory(decoded, insn);
	take_flow(handle, decoded, insn);
}

static csh open_decoder(void)
{
	static csh handle;

	if (handle)
		return handle;
	if (cs_open(CS_ARCH_X86, CS_MODE_64, &handle) ||
	    cs_option(handle, CS_OPT_DETAIL, CS_OPT_ON) ||
	    cs_option(handle, CS_OPT_SKIPDATA, CS_OPT_ON))
		die("libcapstone cannot decode x86-64");
	return handle;
}

void stack_flow_decode(struct stack_flow *flow, const unsigned char *code,
		       uint64_t offset, size_t size)
{
	csh handle = open_decoder();
	cs_insn *decoded = cs_malloc(handle);

	*flow = (struct stack_flow){ 0 };
	while (cs_disasm_iter(handle, &code, &size, &offset, decoded)) {
		GROW(flow->insns, flow->nr);
		take(handle, decoded, &flow->insns[flow->nr++]);
	}
	cs_free(decoded, 1);
}
