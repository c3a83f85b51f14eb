// SPDX-License-Identifier: GPL-2.0-only
/* Constructors run in order of priority before main, destructors after it. */
#include "check.h"

static __attribute__((constructor(201))) void second(void)
{
	printf("second\n");
}
static __attribute__((constructor(200))) void first(void)
{
	printf("first\n");
}
static __attribute__((constructor)) void last(void)
{
	printf("last\n");
}
static __attribute__((destructor(200))) void end_last(void)
{
	printf("end last\n");
}
static __attribute__((destructor(201))) void end_first(void)
{
	printf("end first\n");
}
static void at_exit(void)
{
	printf("at exit\n");
}

int main(void)
{
	begin(20);
	atexit(at_exit);
	printf("main\n");
	return finish();
}
