// SPDX-License-Identifier: GPL-2.0-only
/*
 * Unwinders ask libc which object an address belongs to (_dl_find_object). libc knows the program by
 * its program headers; but a signal may also find it in the kernel's gates, and a backtrace, an
 * exception or a cancellation has to get past them. ukl-link puts this function in front of libc's.
 */
#include <dlfcn.h>

int __real__dl_find_object(void *address, struct dl_find_object *object);
int __wrap__dl_find_object(void *address, struct dl_find_object *object);

/* gate_cfi.S */
extern char __ukl_gate_cfi[];

/* The program's range of the kernel's text up to the programs themselves. */
extern char __ukl_text_start[], __ukl_app_start[];

int __wrap__dl_find_object(void *address, struct dl_find_object *object)
{
	char *pc = address;

	if (pc < __ukl_text_start || pc >= __ukl_app_start)
		return __real__dl_find_object(address, object);
	*object = (struct dl_find_object){ .dlfo_eh_frame = __ukl_gate_cfi };
	return 0;
}
