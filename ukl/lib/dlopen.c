// SPDX-License-Identifier: GPL-2.0-only
/*
 * A linked image has no dynamic linker and no shared libraries, and what a library's text would be
 * mapped from could not run in ring 0 either. So a program that was linked with --dlopen=fail gets
 * these in place of libc's: they fail, and say why.
 *
 * One file, because they share the state behind dlerror(). dladdr() and dl_iterate_phdr() are libc's.
 */
#include <dlfcn.h>
#include <stddef.h>

/* Per thread, like libc's; NULL: nothing to tell. */
static _Thread_local const char *reason;

static void *fail(void)
{
	reason = "not supported in a linked image";
	return NULL;
}

void *dlopen(const char *file, int mode)
{
	(void)file;
	(void)mode;
	return fail();
}

void *dlmopen(Lmid_t space, const char *file, int mode)
{
	(void)space;
	(void)file;
	(void)mode;
	return fail();
}

void *dlsym(void *restrict handle, const char *restrict name)
{
	(void)handle;
	(void)name;
	return fail();
}

void *dlvsym(void *restrict handle, const char *restrict name,
	     const char *restrict version)
{
	(void)handle;
	(void)name;
	(void)version;
	return fail();
}

int dlclose(void *handle)
{
	(void)handle;
	fail();
	return -1;
}

int dlinfo(void *restrict handle, int request, void *restrict info)
{
	(void)handle;
	(void)request;
	(void)info;
	fail();
	return -1;
}

/* The text once, then NULL until the next failure: POSIX. */
char *dlerror(void)
{
	const char *text = reason;

	reason = NULL;
	return (char *)text;
}
