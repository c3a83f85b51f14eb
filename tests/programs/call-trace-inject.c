// SPDX-License-Identifier: GPL-2.0-only
/* gdb's "call f()" in a process that sleeps in a call, by all ways but the gate. */
#include "call-inject.h"

int main(void)
{
	begin(30);
	inject_all(BY_FUNCTION);
	inject_all(BY_INSTRUCTION);
	inject_all(BY_DIRECT);
	return finish();
}
