// SPDX-License-Identifier: GPL-2.0-only
/*
 * Buffers. What is sent depends on the place in the stream, so that a byte that
 * is lost, doubled or moved shows. Behind every buffer is a hole, so that no
 * length is too long to be tried. All is laid out once, before the first run:
 * addresses are the same in all of them.
 */
#include "differential.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/param.h>
#include <unistd.h>

int main(int argc, char **argv);

#define PAGE 4096ul
#define PERIOD 65521 /* of what is sent */
#define UNTOUCHED 0xa5

#define STRUCTURES 4 /* of one call may be in bad places */
#define BRINK (8 * PAGE)
#define LARGE (((MOST) + 2 * PAGE) & ~(PAGE - 1))

uint64_t stream_position;

static char *pattern; /* PERIOD + MOST bytes */
static char *inbox; /* MOST bytes and a page */
static char *edge, *edge_end; /* MOST bytes */
static char *brinks[STRUCTURES]; /* for structures that reach into a hole */
static char *lazy; /* MOST bytes, not there until they are touched */
static char *read_only; /* one page */
static char *copies[STRUCTURES]; /* that can be read only, one page each */
static char *unreadable;
static char *behind_file; /* a page mapped from behind a file's end */

/* Memory with a hole behind it */
static char *map(size_t size)
{
	char *at = mmap(NULL, size + PAGE, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED || munmap(at + size, PAGE) < 0)
		abort();
	return at;
}

void memory_prepare(void)
{
	size_t whole = (PERIOD + LARGE + PAGE) & ~(PAGE - 1);
	uint64_t x = 88172645463325252ull;
	int fd = memfd_create("empty", MFD_CLOEXEC);

	pattern = map(whole);
	for (size_t i = 0; i < whole; i++) {
		if (i >= PERIOD) {
			pattern[i] = pattern[i - PERIOD];
			continue;
		}
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		pattern[i] = (char)(x >> 24);
	}
	inbox = map(LARGE);
	edge = map(LARGE);
	edge_end = edge + LARGE;
	for (int i = 0; i < STRUCTURES; i++) {
		brinks[i] = map(BRINK);
		copies[i] = map(PAGE);
	}
	read_only = map(PAGE);
	memset(read_only, 'r', PAGE);
	mprotect(read_only, PAGE, PROT_READ);
	lazy = map(LARGE);
	unreadable = map(PAGE);
	mprotect(unreadable, PAGE, PROT_NONE);
	behind_file =
		mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (behind_file == MAP_FAILED)
		abort();
}

uint64_t hash(const void *data, size_t size)
{
	const char *at = data;
	uint64_t value = size, word;

	while (size >= sizeof(word)) {
		memcpy(&word, at, sizeof(word));
		value = (value ^ word) * 0x9e3779b97f4a7c15ull;
		value ^= value >> 29;
		at += sizeof(word);
		size -= sizeof(word);
	}
	while (size--)
		value = (value ^ (unsigned char)*at++) * 0x100000001b3ull;
	return value ^ value >> 32;
}

static size_t within(const char *at, const char *start, size_t size)
{
	return (uintptr_t)at - (uintptr_t)start < size ?
		       size - (size_t)(at - start) :
		       0;
}

static bool brink_say(const char *at)
{
	for (int i = 0; i < STRUCTURES; i++)
		if (within(at, brinks[i], BRINK + 1)) {
			say("brink-%ld", (long)(brinks[i] + BRINK - at));
			return true;
		}
	return false;
}

void area_say(struct area area)
{
	const char *at = area.at;

	if (within(at, pattern, PERIOD + LARGE))
		say("stream+%ld", (long)(at - pattern));
	else if (within(at, inbox, LARGE))
		say("buffer+%ld", (long)(at - inbox));
	else if (within(at, edge, LARGE))
		say("hole-%ld", (long)(edge_end - at));
	else if (at == edge_end)
		say("hole");
	else if (within(at, lazy, LARGE))
		say("new+%ld", (long)(at - lazy));
	else if (within(at, read_only, PAGE))
		say("read_only");
	else if (at == unreadable)
		say("unreadable");
	else if (at == behind_file)
		say("behind_file");
	else if (((uintptr_t)at ^ (uintptr_t)main) < PAGE)
		say("text");
	else if (!brink_say(at))
		say("%p", (void *)at);
}

struct area area_good(size_t length, bool out)
{
	size_t size = MIN(length + 64, (size_t)LARGE);

	if (!out)
		return (struct area){ pattern + stream_position % PERIOD, 0 };
	memset(inbox, UNTOUCHED, size);
	return (struct area){ inbox, size };
}

/* The hole begins after so many bytes */
static struct area at_edge(size_t before, bool out)
{
	char *at = edge_end - MIN(before, (size_t)MOST);

	if (out)
		memset(at, UNTOUCHED, (size_t)(edge_end - at));
	else
		memcpy(at, pattern + stream_position % PERIOD,
		       (size_t)(edge_end - at));
	return (struct area){ at, (size_t)(edge_end - at) };
}

char *before_hole(size_t size)
{
	static unsigned int last;

	return brinks[last++ % STRUCTURES] + BRINK - size;
}

/* A copy that can be read only */
void *read_only_page(const void *data, size_t size)
{
	static unsigned int last;
	char *page = copies[last++ % STRUCTURES];

	mprotect(page, PAGE, PROT_READ | PROT_WRITE);
	memcpy(page, data, size);
	mprotect(page, PAGE, PROT_READ);
	return page;
}

void *bad_pointer(void)
{
	static const uintptr_t fixed[] = {
		0,
		0,
		64,
		0x123456789000, /* nothing is there */
		0x7fffffffefff, /* the last byte of the user's half */
		0x7ffffffff000, /* its end */
		0x8000000000000000, /* not canonical */
		0xffff800000001000, /* a hole of the kernel's half */
		0xffff888000000000, /* all of memory */
		0xffffffff81000000, /* the kernel's text */
		(uintptr_t)-1,
		(uintptr_t)-4096,
	};

	switch (pick(5)) {
	case 0:
		return edge_end;
	case 1:
		return unreadable;
	case 2:
		return pick(2) ? behind_file : read_only;
	case 3:
		return (void *)((uintptr_t)main & ~63ul);
	default:
		return (void *)PICK(fixed);
	}
}

struct area area_chosen(size_t length, bool out, unsigned int bad)
{
	char *at;

	/* a length beyond all buffers ends at a hole */
	if (length > MOST)
		return at_edge(1 + pick(MOST), out);
	if (chance(bad)) {
		if (chance(50))
			return (struct area){ bad_pointer(), 0 };
		return at_edge(pick((unsigned int)length + 1), out);
	}
	switch (pick(20)) {
	case 0:
		madvise(lazy, LARGE, MADV_DONTNEED);
		at = lazy + pick(PAGE);
		return (struct area){ at, MIN(length + 64,
					      (size_t)(lazy + LARGE - at)) };
	case 1:
		return at_edge(length, out);
	default:
		return area_good(length, out);
	}
}
