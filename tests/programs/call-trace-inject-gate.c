// SPDX-License-Identifier: GPL-2.0-only
/* gdb's "call f()" in a process that sleeps in a call through the gate. */
#include "call-inject.h"

int main(void)
{
	begin(30);
	inject_all(BY_GATE);
	return finish();
}
