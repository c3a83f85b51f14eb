// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attack: exec with arguments, environments and limits of all sizes. As root, a linked
 * program starts, or exec fails; as nobody it never does. The kernel goes on.
 */
#include "attack.h"
#include <sys/resource.h>

#define MOST 70000 /* strings: more than a stack of 8 MB may have of pointers */

static char *arguments[MOST + 1], *environment[MOST + 1];
static char *text; /* of many lengths, by where it begins */
static size_t text_size = 4 << 20;

static void fill(char **strings, unsigned long nr, size_t length)
{
	for (unsigned long i = 0; i < nr; i++)
		strings[i] = text + text_size - 1 - length;
	strings[nr] = NULL;
}

static void limit_stack(unsigned long bytes)
{
	struct rlimit limit = { bytes, bytes };

	if (bytes)
		MUST(setrlimit(RLIMIT_STACK, &limit));
}

/* 0: it ran, and in ring 0. An errno: exec failed. -1: a signal. */
static int start(const char *path, int as_nobody, unsigned long stack)
{
	char output[64] = "";
	int ends[2], status;
	pid_t pid;

	MUST(pipe(ends));
	pid = child();
	if (pid == 0) {
		if (as_nobody)
			attack_as_nobody();
		MUST(dup2(ends[1], 1));
		limit_stack(stack);
		execve(path, arguments, environment);
		_exit(errno);
	}
	MUST(close(ends[1]));
	status = reap(pid);
	MUST(read(ends[0], output, sizeof(output) - 1));
	MUST(close(ends[0]));
	if (WIFSIGNALED(status))
		return -1;
	if (WEXITSTATUS(status) == 0 && as_nobody)
		attack_success("nobody started a linked program");
	return WEXITSTATUS(status);
}

static void attempt(unsigned long nr_arguments, unsigned long nr_environment,
		    size_t length, unsigned long stack)
{
	int result;

	fill(arguments, nr_arguments, length);
	fill(environment, nr_environment, length);
	result = start(LINKED, 0, stack);
	attack_expect(result == 0 || result == E2BIG || result == ENOMEM ||
			      result == -1,
		      "root: another error");
	result = start(LINKED, 1, stack);
	attack_expect(result == EACCES || result == E2BIG || result == ENOMEM,
		      "nobody: another error");
}

/* A script, a link and a descriptor lead to the same permission */
static void other_ways(void)
{
	static const char script[] = "#!" LINKED "\n";
	int fd = (int)MUST(
		open("/tmp/attack-script", O_WRONLY | O_CREAT | O_TRUNC, 0755));
	int linked = (int)MUST(open(LINKED, O_RDONLY));

	MUST(write(fd, script, sizeof(script) - 1));
	MUST(close(fd));
	symlink(LINKED, "/tmp/attack-link");
	fill(arguments, 1, 4);
	fill(environment, 0, 0);
	attack_expect(start("/tmp/attack-script", 1, 0) == EACCES,
		      "nobody: a script");
	attack_expect(start("/tmp/attack-link", 1, 0) == EACCES,
		      "nobody: a symbolic link");
	if (child() == 0) {
		attack_as_nobody();
		fexecve(linked, arguments, environment);
		_exit(errno == EACCES ? 0 : 1);
	}
	attack_expect(reap(-1) == 0, "nobody: a descriptor of root's");
	attack_expect(start("/proc/self/fd/../../../" LINKED, 1, 0) == EACCES,
		      "nobody: a path");
	unlink("/tmp/attack-script");
	unlink("/tmp/attack-link");
	close(linked);
}

int main(void)
{
	static const unsigned long numbers[] = { 0, 1, 2, 1000, MOST };
	static const size_t lengths[] = { 0, 1, 4095, 131071, 131072 };
	static const unsigned long stacks[] = { 0, 4096, 200000, 1 << 20 };

	attack_begin(80);
	text = malloc(text_size);
	memset(text, 'x', text_size);
	text[text_size - 1] = '\0';
	other_ways();
	for (int i = 0; i < 5; i++)
		for (int j = 0; j < 5; j++)
			attempt(numbers[i], numbers[(i + j) % 5], lengths[j],
				stacks[j % 4]);
	for (unsigned long n = attack_count(20); n; n--)
		attempt(attack_below(attack_below(MOST) + 1),
			attack_below(attack_below(MOST) + 1),
			attack_below(attack_below(140000) + 1),
			attack_random() & 1 ? 0 : attack_below(1 << 20));
	return attack_finish();
}
