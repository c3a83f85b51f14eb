// SPDX-License-Identifier: GPL-2.0-only
#include <elf.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"
#include "mem.h"
#include "plain.h"
#include "report.h"
#include "spawn.h"
#include "uklnote.h"

static jmp_buf end;
static bool trying;
static unsigned int nr_errors;
static bool fatal_warnings;
static int files[16];
static size_t nr_files;

void fuzz_failed(const char *condition, const char *where)
{
	fprintf(stderr, "%s: not met: %s\n", where, condition);
	abort();
}

_Noreturn void __real_exit(int status);
_Noreturn void __wrap_exit(int status);
_Noreturn void __wrap_exit(int status)
{
	if (trying)
		longjmp(end, 1);
	__real_exit(status);
}

bool fuzz_try(void (*take)(void *context), void *context)
{
	/* kept by longjmp() */
	volatile bool through = false;

	nr_errors = 0;
	fatal_warnings = false;
	trying = true;
	if (!setjmp(end)) {
		take(context);
		through = true;
	}
	trying = false;
	while (nr_files)
		close(files[--nr_files]);
	return through && !nr_errors;
}

const char *fuzz_file(const uint8_t *data, size_t size)
{
	/* not in the way of those that a tool expects to be closed */
	int fd = memfd_create("input", MFD_CLOEXEC);

	FUZZ_ASSERT(fd >= 0 && nr_files < sizeof(files) / sizeof(*files));
	FUZZ_ASSERT(write(fd, data, size) == (ssize_t)size);
	files[nr_files++] = fd;
	return xasprintf("/proc/self/fd/%d", fd);
}

const char *fuzz_image(const uint8_t *text, size_t size)
{
	struct {
		Elf64_Ehdr ehdr;
		Elf64_Phdr phdr;
		Elf64_Nhdr note;
		char name[4];
	} head = {
		.ehdr = { .e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3,
				       ELFCLASS64, ELFDATA2LSB, EV_CURRENT },
			  .e_type = ET_EXEC,
			  .e_machine = EM_X86_64,
			  .e_phoff = sizeof(head.ehdr),
			  .e_phentsize = sizeof(head.phdr),
			  .e_phnum = 1 },
		.phdr = { .p_type = PT_NOTE },
		.note = { .n_namesz = 4,
			  .n_descsz = size,
			  .n_type = UKL_NOTE_TYPE },
		.name = "UKL",
	};
	size_t padded = (size + 3) & ~(size_t)3;
	uint8_t *image = xcalloc(1, sizeof(head) + padded);
	const char *path;

	head.phdr.p_offset = offsetof(typeof(head), note);
	head.phdr.p_filesz =
		sizeof(head) - offsetof(typeof(head), note) + padded;
	memcpy(image, &head, sizeof(head));
	memcpy(image + sizeof(head), text, size);
	path = fuzz_file(image, sizeof(head) + padded);
	free(image);
	return path;
}

const char *fuzz_folder(const char *const *names, const char *const *paths)
{
	static char folder[PATH_MAX];

	if (!*folder) {
		snprintf(folder, sizeof(folder), "%s/ukl-fuzz-%d",
			 getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp",
			 getpid());
		FUZZ_ASSERT(!mkdir(folder, 0700));
	}
	for (; *names; names++, paths++) {
		char *name = xasprintf("%s/%s", folder, *names);

		unlink(name);
		FUZZ_ASSERT(!symlink(*paths, name));
		free(name);
	}
	return folder;
}

bool fuzz_cut(const uint8_t **data, size_t *size, uint8_t mark, char **text)
{
	const uint8_t *found = *size ? memchr(*data, mark, *size) : NULL;
	size_t length = found ? (size_t)(found - *data) : *size;

	*text = xcalloc(1, length + 1);
	if (length)
		memcpy(*text, *data, length);
	*data += length + !!found;
	*size -= length + !!found;
	return found;
}

int fuzz_try_text(void (*take)(void *context), const uint8_t *data, size_t size)
{
	char *text;

	fuzz_cut(&data, &size, 0, &text);
	fuzz_try(take, text);
	free(text);
	return 0;
}

const char *fuzz_spawn_output;

int __wrap_spawn(const struct strv *argv, const struct spawn_options *opts,
		 char **out, char **err);
int __wrap_spawn(const struct strv *argv, const struct spawn_options *opts,
		 char **out, char **err)
{
	(void)argv;
	(void)opts;
	if (out)
		*out = xstrdup(fuzz_spawn_output ? fuzz_spawn_output : "");
	if (err)
		*err = xstrdup("");
	return fuzz_spawn_output ? 0 : 1;
}

/* report.h, without the lines; a message with all its arguments is made nevertheless. */

static void say(const char *fmt, va_list args)
{
	char line[4096];

	vsnprintf(line, sizeof(line), fmt, args);
	make_plain(line);
	FUZZ_ASSERT(is_plain(line));
}

void report_init(const char *program)
{
	(void)program;
}

void error(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(fmt, args);
	va_end(args);
	nr_errors++;
}

void warning(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(fmt, args);
	va_end(args);
	nr_errors += fatal_warnings;
}

void progress(const char *fmt, ...)
{
	(void)fmt;
}

void report_make_warnings_fatal(void)
{
	fatal_warnings = true;
}

void report_words_of(const char *file)
{
	(void)file; /* messages are read by nobody here */
}

bool report_warnings_are_fatal(void)
{
	return fatal_warnings;
}

bool report_failed(void)
{
	return nr_errors;
}

unsigned int report_count(void)
{
	return nr_errors;
}

void die(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(fmt, args);
	va_end(args);
	longjmp(end, 1);
}

void die_usage(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(fmt, args);
	va_end(args);
	longjmp(end, 1);
}
