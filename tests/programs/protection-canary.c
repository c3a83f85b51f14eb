// SPDX-License-Identifier: GPL-2.0-only
/* The compiler's stack protector, libc's checks of lengths and of the heap: each ends with SIGABRT. */
/* cflags: -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -Wno-free-nonheap-object -Wno-use-after-free */
#include "check.h"

static volatile size_t too_long = 40;
static char text[64] = "more than sixteen characters, and then some more";

static __attribute__((noinline)) void overflow_stack(void)
{
	volatile char buffer[16];

	for (size_t i = 0; i < too_long; i++)
		((volatile char *)buffer)[i] = text[i];
}

static __attribute__((noinline)) void overflow_copy(void)
{
	char buffer[16];

	memcpy(buffer, text, too_long);
	asm volatile("" : : "r"(buffer) : "memory");
}

static __attribute__((noinline)) void overflow_string(void)
{
	char buffer[16];

	strcpy(buffer, text);
	asm volatile("" : : "r"(buffer) : "memory");
}

static void format_in_data(void)
{
	static char format[] = "%n";
	int n;

	printf(format, &n);
}

static void free_twice(void)
{
	void *volatile block = malloc(24);

	free(block);
	free(block);
}

static void free_of_another(void)
{
	char *volatile block = malloc(64);

	free(block + 8);
}

static void size_overwritten(void)
{
	volatile size_t *volatile block = malloc(2000);
	void *volatile next = malloc(2000);
	void *volatile last = malloc(16);

	(void)last;
	block[2000 / 8 + 1] = 0x41414141;
	free(next);
}

static const struct {
	const char *what;
	void (*code)(void);
} ways[] = {
	{ "stack", overflow_stack },
	{ "memcpy", overflow_copy },
	{ "strcpy", overflow_string },
	{ "format", format_in_data },
	{ "free twice", free_twice },
	{ "free of another", free_of_another },
	{ "size overwritten", size_overwritten },
};

int main(void)
{
	begin(30);
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		char said[256] = "";
		int ends[2], status;
		pid_t pid;

		MUST(pipe(ends));
		pid = child();
		if (pid == 0) {
			MUST(prctl(PR_SET_DUMPABLE, 0));
			MUST(dup2(ends[1], 2));
			ways[i].code();
			_exit(0);
		}
		MUST(close(ends[1]));
		status = reap(pid);
		MUST(read(ends[0], said, sizeof(said) - 1));
		MUST(close(ends[0]));
		said[strcspn(said, "\n")] = '\0';
		printf("%s: %s, %s\n", ways[i].what, fate(status), said);
		CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	}
	return finish();
}
