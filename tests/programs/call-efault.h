/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Calls with a bad pointer at one place, all others good. For each bad pointer
 * the outcome is printed once and must be the same by all ways:
 *
 *	BAD(OUT, 1, SYS_stat, "/", &status);	argument 1 is the bad one
 *	slot = &vector.iov_base;
 *	BAD(IN, -1, SYS_writev, fd, &vector, 1);	*slot is
 */
#ifndef CALL_EFAULT_H
#define CALL_EFAULT_H

#include "call-ways.h"

enum direction {
	IN = 1, /* the kernel reads there */
	OUT = 2, /* the kernel writes there */
	INOUT = 3,
	ADDRESS = 4, /* it means memory, not its contents */
};

int main(int, char **);

#define BAD_POINTERS 13

/* Those that depend on the process, from bad_prepare() on */
static char *bad_page, *bad_end, *bad_read_only, *bad_unreadable;

static inline void bad_prepare(void)
{
	/* zeros would end a string */
	bad_page = (char *)mmap(NULL, 4 * 4096, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	MUST((long)bad_page);
	memset(bad_page, 'a', 4 * 4096);
	bad_end = bad_page + 4096; /* nothing after one page */
	bad_read_only = bad_page + 2 * 4096;
	bad_unreadable = bad_page + 3 * 4096;
	MUST(munmap(bad_page + 4096, 4096));
	MUST(mprotect(bad_read_only, 4096, PROT_READ));
	MUST(mprotect(bad_unreadable, 4096, PROT_NONE));
}

/* The bad pointer of that number, or 1 if it is not bad in that direction */
static inline void *bad_pointer(int number, enum direction direction)
{
	static const uintptr_t fixed[] = {
		0,
		64,
		0x123456789000, /* nothing is there */
		0x7fffffffefff, /* the last byte of the user's half */
		0x8000000000000000, /* not canonical */
		0xffff800000001000, /* a hole of the kernel's half */
		0xffff888000000000, /* all of memory */
		0xffffffff81000000, /* the kernel's text */
		(uintptr_t)-1,
	};

	if (number < 9)
		return (void *)fixed[number];
	if (direction == ADDRESS)
		return (void *)1;
	switch (number) {
	case 9:
		return bad_end - 1; /* the second byte is not there */
	case 10:
		return bad_unreadable;
	case 11:
		return direction & OUT ? bad_read_only : (void *)1;
	default:
		/* own text: readable in ring 3, EFAULT in ring 0 */
		return direction == OUT ? (void *)((uintptr_t)main & ~63ul) :
					  (void *)1;
	}
}

/* Around each call; a result that is not the same each time is called name */
static void (*before)(void);
static void (*after)(long result);
static void *slot;
static const char *named_result;

static inline void bad_close(long result)
{
	if (result >= 0)
		close((int)result);
}

struct outcomes {
	char text[400], last[32];
	int count;
};

static inline void outcomes_flush(struct outcomes *o)
{
	size_t length = strlen(o->text);

	if (o->count > 1)
		snprintf(o->text + length, sizeof(o->text) - length, " %sx%d",
			 o->last, o->count);
	else if (o->count)
		snprintf(o->text + length, sizeof(o->text) - length, " %s",
			 o->last);
	o->count = 0;
}

static inline void outcomes_add(struct outcomes *o, const char *text)
{
	if (o->count && strcmp(o->last, text))
		outcomes_flush(o);
	snprintf(o->last, sizeof(o->last), "%s", text);
	o->count++;
}

static inline void bad_calls(const char *name, enum direction direction,
			     int position, const long *what)
{
	struct outcomes all = { "", "", 0 };

	for (int i = 0; i < BAD_POINTERS; i++) {
		void *bad = bad_pointer(i, direction);
		char first[32] = "";

		if (bad == (void *)1)
			continue;
		EACH_WAY(way)
		{
			char text[32];
			long a[7], result;

			bad_end[-1] = 'a'; /* the kernel may write there */
			if (before)
				before();
			memcpy(a, what, sizeof(a));
			if (position >= 0)
				a[1 + position] = (long)bad;
			else
				*(void **)slot = bad;
			result = call6(way, a[0], a[1], a[2], a[3], a[4], a[5],
				       a[6]);
			if (after)
				after(result);
			if (result < 0 && result > -4096)
				snprintf(text, sizeof(text), "%s",
					 errname((int)-result));
			else if (result > 0 && named_result)
				snprintf(text, sizeof(text), "%s",
					 named_result);
			else
				snprintf(text, sizeof(text), "%ld", result);
			if (way == BY_FUNCTION) {
				strcpy(first, text);
				outcomes_add(&all, text);
			} else if (strcmp(first, text)) {
				printf("%s %d, pointer %d by %s: %s, not %s\n",
				       name, position, i, way_name(way), text,
				       first);
				CHECK(!"the same");
			}
		}
	}
	outcomes_flush(&all);
	printf("%s %d:%s\n", name, position, all.text);
}

#define BAD(direction, position, name, ...)                                  \
	BAD_PICK(direction, position, #name + 4, name, __VA_ARGS__, 0, 0, 0, \
		 0, 0, 0)
#define BAD_PICK(direction, position, text, number, a, b, c, d, e, f, ...) \
	bad_calls(text, direction, position,                               \
		  (const long[7]){ (long)(number), (long)(a), (long)(b),   \
				   (long)(c), (long)(d), (long)(e),        \
				   (long)(f) })

#endif
