// SPDX-License-Identifier: GPL-2.0-only
/*
 * dirty MB SECONDS: write all of so much memory, again and again, and look
 * whether it is still there, in a child as well. Prints figures, or one line on
 * what was wrong, with status 1.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PAGE 4096
#define WORDS (PAGE / sizeof(uint64_t))
/* One page of so many is the child's own. */
#define CHILDS 16

static uint64_t *memory;
static size_t pages;

/* Never the same in two pages, rounds or words. */
static uint64_t word(uint64_t round, size_t page, size_t index)
{
	return (round << 48 | (uint64_t)page << 16 | index) *
	       0x9e3779b97f4a7c15;
}

static void fill(size_t page, uint64_t round)
{
	for (size_t i = 0; i < WORDS; i++)
		memory[page * WORDS + i] = word(round, page, i);
}

static void check(size_t page, uint64_t round, const char *who)
{
	for (size_t i = 0; i < WORDS; i++) {
		uint64_t value = memory[page * WORDS + i];

		if (value == word(round, page, i))
			continue;
		printf("%s: page %zu, word %zu: %llx instead of %llx in round %llu\n",
		       who, page, i, (unsigned long long)value,
		       (unsigned long long)word(round, page, i),
		       (unsigned long long)round);
		fflush(stdout);
		_exit(1);
	}
}

/* What a child writes is its own; it sees the rest as it was. */
static void check_in_child(uint64_t round)
{
	int status;
	pid_t child = fork();

	if (child < 0) {
		printf("fork: %s\n", strerror(errno));
		exit(1);
	}
	if (child == 0) {
		for (size_t page = 0; page < pages; page += CHILDS) {
			check(page, round, "child");
			fill(page, round + 1000);
		}
		for (size_t page = 0; page < pages; page += CHILDS / 4)
			check(page, page % CHILDS ? round : round + 1000,
			      "child");
		_exit(0);
	}
	if (waitpid(child, &status, 0) != child || status) {
		printf("the child ended with status %#x\n", status);
		exit(1);
	}
}

int main(int argc, char **argv)
{
	size_t size = argc == 3 ? strtoul(argv[1], NULL, 10) << 20 : 0;
	time_t end;
	uint64_t round = 0;
	struct timespec now;

	if (!size) {
		fprintf(stderr, "usage: dirty MB SECONDS\n");
		return 2;
	}
	pages = size / PAGE;
	memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory == MAP_FAILED) {
		printf("mmap: %s\n", strerror(errno));
		return 1;
	}
	clock_gettime(CLOCK_MONOTONIC, &now);
	end = now.tv_sec + strtol(argv[2], NULL, 10);
	do {
		for (size_t page = 0; page < pages; page++)
			fill(page, round);
		check_in_child(round);
		for (size_t page = 0; page < pages; page++)
			check(page, round, "parent");
		round++;
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while (now.tv_sec < end);
	printf("%llu times %zu MB\n", (unsigned long long)round, size >> 20);
	return 0;
}
