/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Allocation that cannot fail, and growing vectors of strings. The tools run for a second and free
 * nothing that lives as long as they do.
 */
#ifndef UKL_MEM_H
#define UKL_MEM_H

#include <stdbool.h>
#include <stddef.h>

void *xmalloc(size_t size);
void *xcalloc(size_t nr, size_t size);
void *xrealloc(void *old, size_t size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t len);
char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Grow @array, which holds @nr elements, so that one more fits; doubles, so amortised constant. */
#define GROW(array, nr)                                                        \
	do {                                                                   \
		if (!((nr) & ((nr)-1)))                                        \
			(array) = xrealloc((array), ((nr) ? 2 * (nr) : 1) *    \
							    sizeof(*(array))); \
	} while (0)

/* A vector of strings, always followed by NULL: fit for execv. Zero-initialise. */
struct strv {
	char **v;
	size_t nr;
};

void strv_add(struct strv *vec, const char *s); /* copies */
void strv_addf(struct strv *vec, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void strv_add_all(struct strv *vec, const struct strv *more);
void strv_sort(struct strv *vec);
bool strv_has(const struct strv *vec, const char *s);
char *strv_join(const struct strv *vec, const char *between);

#endif
