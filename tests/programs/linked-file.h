/* SPDX-License-Identifier: GPL-2.0-only */
/* For the tests of security: the file of a linked program, as data. */
#ifndef LINKED_FILE_H
#define LINKED_FILE_H

#include "check.h"
#include <elf.h>
#include <sys/stat.h>

#define LINKED "/ukl/ring"
#define FORGED "/tmp/forged"
#define NOBODY 65534

static unsigned char file[1 << 20];

/* Read the file of the linked program "ring"; its size */
static inline size_t linked_read(void)
{
	int fd = (int)MUST(open(LINKED, O_RDONLY));
	size_t size = 0;
	ssize_t count;

	while ((count = MUST(read(fd, file + size, sizeof(file) - size))) > 0)
		size += (size_t)count;
	MUST(close(fd));
	CHECK(size > sizeof(Elf64_Ehdr) && !memcmp(file, ELFMAG, SELFMAG));
	return size;
}

static inline Elf64_Ehdr *elf_header(void)
{
	return (void *)file;
}

/* The address of a symbol of the kernel, for root */
static inline unsigned long kernel_symbol(const char *wanted)
{
	FILE *symbols = fopen("/proc/kallsyms", "re");
	char line[512], name[256], type;
	unsigned long address = 0, found = 0;

	while (symbols && !found && fgets(line, sizeof(line), symbols))
		if (sscanf(line, "%lx %c %255s", &address, &type, name) == 3 &&
		    !strcmp(name, wanted))
			found = address;
	if (symbols)
		fclose(symbols);
	CHECK(found >= 0xffffffff80000000);
	return found;
}

/* Write what is in file[] and execute it: what happens, or "ran in ring 0" */
static inline const char *forged_run(size_t size)
{
	static char text[64];
	char output[64] = "";
	int fd, ends[2], status;
	pid_t pid;

	unlink(FORGED);
	fd = (int)MUST(
		open(FORGED, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755));
	MUST(write(fd, file, size));
	MUST(close(fd));
	MUST(pipe(ends));
	pid = child();
	if (pid == 0) {
		MUST(dup2(ends[1], 1));
		execl(FORGED, "ring", NULL);
		_exit(100);
	}
	MUST(close(ends[1]));
	status = reap(pid);
	MUST(read(ends[0], output, sizeof(output) - 1));
	MUST(close(ends[0]));
	unlink(FORGED);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 100)
		return "refused";
	if (output[0] == '\0' && WIFSIGNALED(status) &&
	    (WTERMSIG(status) == SIGSEGV || WTERMSIG(status) == SIGKILL))
		return "refused";
	snprintf(text, sizeof(text), "ran: %.20s (%s)", output, fate(status));
	return text;
}

#endif
