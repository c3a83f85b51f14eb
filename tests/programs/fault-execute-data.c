// SPDX-License-Identifier: GPL-2.0-only
/* Data, heap and stack cannot be executed. */
#include "fault.h"

#define RET "\xc3"

static char data[] __attribute__((aligned(64))) = RET;

int main(void)
{
	char stack[] = RET;
	char *heap = strdup(RET);
	char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	begin(20);
	fault_catch();
	memcpy(page, RET, 2);
	FAULT(((void (*)(void))data)());
	fault_print("data", data);
	FAULT(((void (*)(void))heap)());
	fault_print("heap", heap);
	FAULT(((void (*)(void))stack)());
	fault_print("stack", stack);
	FAULT(((void (*)(void))page)());
	fault_print("mmap", page);
	return finish();
}
