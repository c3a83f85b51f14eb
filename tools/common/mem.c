// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "report.h"

static void *checked(void *p)
{
	if (!p)
		die("out of memory");
	return p;
}

void *xmalloc(size_t size)
{
	return checked(malloc(size ? size : 1));
}

void *xcalloc(size_t nr, size_t size)
{
	return checked(calloc(nr ? nr : 1, size ? size : 1));
}

void *xrealloc(void *old, size_t size)
{
	return checked(realloc(old, size ? size : 1));
}

char *xstrdup(const char *s)
{
	return checked(strdup(s));
}

char *xstrndup(const char *s, size_t len)
{
	return checked(strndup(s, len));
}

static char *xvasprintf(const char *fmt, va_list args)
{
	char *s;

	if (vasprintf(&s, fmt, args) < 0)
		die("out of memory");
	return s;
}

char *xasprintf(const char *fmt, ...)
{
	va_list args;
	char *s;

	va_start(args, fmt);
	s = xvasprintf(fmt, args);
	va_end(args);
	return s;
}

static void strv_take(struct strv *vec, char *s)
{
	/* nr + 1 elements are in use: the last one is the NULL */
	if (!vec->nr)
		vec->v = xcalloc(2, sizeof(*vec->v));
	else if (!((vec->nr + 1) & vec->nr))
		vec->v = xrealloc(vec->v, 2 * (vec->nr + 1) * sizeof(*vec->v));
	vec->v[vec->nr++] = s;
	vec->v[vec->nr] = NULL;
}

void strv_add(struct strv *vec, const char *s)
{
	strv_take(vec, xstrdup(s));
}

void strv_addf(struct strv *vec, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	strv_take(vec, xvasprintf(fmt, args));
	va_end(args);
}

void strv_add_all(struct strv *vec, const struct strv *more)
{
	for (size_t i = 0; i < more->nr; i++)
		strv_add(vec, more->v[i]);
}

static int compare_strings(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void strv_sort(struct strv *vec)
{
	if (vec->nr)
		qsort(vec->v, vec->nr, sizeof(*vec->v), compare_strings);
}

bool strv_has(const struct strv *vec, const char *s)
{
	for (size_t i = 0; i < vec->nr; i++)
		if (!strcmp(vec->v[i], s))
			return true;
	return false;
}

char *strv_join(const struct strv *vec, const char *between)
{
	char *text = xstrdup("");

	for (size_t i = 0; i < vec->nr; i++) {
		char *longer = xasprintf("%s%s%s", text, i ? between : "",
					 vec->v[i]);

		free(text);
		text = longer;
	}
	return text;
}
