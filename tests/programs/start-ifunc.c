// SPDX-License-Identifier: GPL-2.0-only
/* Indirect functions are resolved at start: own ones and those of libc. */
#include "check.h"

static int seven(void)
{
	return 7;
}
static int eight(void)
{
	return 8;
}

static int (*resolve(void))(void)
{
	__builtin_cpu_init(); /* this runs before constructors */
	return __builtin_cpu_supports("sse2") ? seven : eight;
}

int number(void) __attribute__((ifunc("resolve")));
extern int absent(void) __attribute__((weak));
static int (*volatile pointer)(void) = number;

int main(void)
{
	char text[300], *(*volatile find)(const char *, int) =
				(char *(*)(const char *, int))strrchr;

	begin(20);
	memset(text, 'a', sizeof(text));
	text[299] = '\0';
	printf("%d %d, weak %d, strlen %zu, strrchr %d\n", number(), pointer(),
	       absent != NULL, strlen(text), find(text, 'a') == text + 298);
	return finish();
}
