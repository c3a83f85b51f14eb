// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs a harness without clang: the files of folders as they are, then what a generator of random
 * numbers makes of them. The same seed gives the same inputs. Each batch is a process of its own, so
 * that neither a crash nor what is not freed ends the others.
 *
 *	NAME RUNS SEED CRASHES FOLDER...
 *
 * An input that ends the process is kept in folder CRASHES. The last line is
 * "NAME: N inputs, M crashes, K hangs".
 */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files.h"
#include "harness.h"
#include "mem.h"
#include "paths.h"

enum { SIZE_MAX_INPUT = 1 << 16, BATCH = 500, HANG_SECONDS = 20 };

/* Shared with the processes of the batches. */
struct state {
	unsigned long next; /* number of the input at hand */
	size_t size;
	uint8_t data[SIZE_MAX_INPUT];
};

static struct file *seeds;
static size_t nr_seeds;
static uint64_t random_state;

/* xorshift64*, Vigna 2016 */
static uint64_t draw(uint64_t limit)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return (random_state * 0x2545f4914f6cdd1d >> 16) % limit;
}

static void read_folder(const char *folder)
{
	struct dirent **entries;
	int nr = scandir(folder, &entries, NULL, alphasort);

	for (int i = 0; i < nr; i++) {
		char *path = xasprintf("%s/%s", folder, entries[i]->d_name);
		struct file file;

		if (*entries[i]->d_name == '.' || !file_read(path, &file))
			continue;
		FUZZ_ASSERT(file.size <= SIZE_MAX_INPUT);
		GROW(seeds, nr_seeds);
		seeds[nr_seeds++] = file;
		free(path);
	}
}

/* Put @size bytes at @at, in place of @gone others, as far as there is room. */
static void replace(struct state *state, size_t at, size_t gone,
		    const uint8_t *bytes, size_t size)
{
	size_t rest = state->size - at - gone;

	if (at + size + rest > SIZE_MAX_INPUT)
		return;
	memmove(state->data + at + size, state->data + at + gone, rest);
	memmove(state->data + at, bytes, size);
	state->size = at + size + rest;
}

static void overwrite(struct state *state, size_t at)
{
	static const uint64_t numbers[] = { 0,	     1,		 0x7f,
					    0x80,    0xff,	 0xffff,
					    1 << 31, 0x7fffffff, 0xffffffff,
					    ~0ull,   1ull << 63, 1 << 20 };
	uint64_t number = numbers[draw(sizeof(numbers) / sizeof(*numbers))];
	size_t size = 1u << draw(4);

	if (size > state->size - at)
		size = state->size - at;
	replace(state, at, size, (uint8_t *)&number, size);
}

static void mutate(struct state *state)
{
	static const char marks[] = "\0\n =\"'\\@/,%#{}[]:;-0\x1b\x9b";
	const struct file *other = &seeds[draw(nr_seeds)];
	size_t at = draw(state->size + 1), left = state->size - at;
	uint8_t byte, copy[256];
	size_t size = draw(sizeof(copy));

	switch (draw(7)) {
	case 0:
		if (left)
			state->data[at] ^= 1 << draw(8);
		break;
	case 1:
		overwrite(state, at);
		break;
	case 2:
		byte = marks[draw(sizeof(marks) - 1)];
		replace(state, at, left && draw(2), &byte, 1);
		break;
	case 3: /* leave out */
		replace(state, at, size < left ? size : left, copy, 0);
		break;
	case 4: /* twice */
		size = size < left ? size : left;
		memcpy(copy, state->data + at, size);
		replace(state, draw(state->size + 1), 0, copy, size);
		break;
	case 5: /* a piece of another */
		if (!other->size)
			break;
		size = draw(other->size) + 1;
		replace(state, at, left, other->data + other->size - size,
			size);
		break;
	case 6:
		if (!draw(8))
			state->size = at;
		break;
	}
}

static void make_input(struct state *state, uint64_t seed)
{
	const struct file *file = &seeds[state->next % nr_seeds];

	random_state = (seed + state->next * 0x9e3779b97f4a7c15) | 1;
	memcpy(state->data, file->data, file->size);
	state->size = file->size;
	if (state->next >= nr_seeds)
		for (uint64_t i = draw(8) + 1; i; i--)
			mutate(state);
}

/* In a process of its own: nothing is to be seen but what the checks say. */
static void run_batch(struct state *state, unsigned long end, uint64_t seed)
{
	FUZZ_ASSERT(freopen("/dev/null", "w", stdout));
	for (; state->next < end; state->next++) {
		uint8_t *exact;

		make_input(state, seed);
		/* without a byte behind it */
		exact = xmalloc(state->size);
		memcpy(exact, state->data, state->size);
		alarm(HANG_SECONDS);
		LLVMFuzzerTestOneInput(exact, state->size);
		free(exact);
	}
	_exit(0);
}

static void keep(const struct state *state, const char *folder,
		 const char *name)
{
	char *path = xasprintf("%s/%s-%lu", folder, name, state->next);

	fprintf(stderr, "%s: input %lu is in %s\n", name, state->next, path);
	if (!file_write(path, state->data, state->size, 0666))
		exit(1);
	free(path);
}

int main(int argc, char **argv)
{
	const char *name = path_base(argv[0]);
	struct state *state = mmap(NULL, sizeof(*state), PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	unsigned long runs, crashes = 0, hangs = 0;
	uint64_t seed;

	FUZZ_ASSERT(argc > 4 && state != MAP_FAILED);
	runs = strtoul(argv[1], NULL, 10);
	seed = strtoull(argv[2], NULL, 10);
	for (int i = 4; i < argc; i++)
		read_folder(argv[i]);
	FUZZ_ASSERT(nr_seeds);
	runs += nr_seeds;
	while (state->next < runs) {
		unsigned long end = state->next + BATCH;
		int status;
		pid_t pid = fork();

		FUZZ_ASSERT(pid >= 0);
		if (!pid)
			run_batch(state, end < runs ? end : runs, seed);
		FUZZ_ASSERT(waitpid(pid, &status, 0) == pid);
		if (!status)
			continue;
		if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
			hangs++;
		else
			crashes++;
		keep(state, argv[3], name);
		state->next++;
	}
	printf("%s: %lu inputs, %lu crashes, %lu hangs\n", name, state->next,
	       crashes, hangs);
	return crashes || hangs;
}
