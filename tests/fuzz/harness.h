/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the harnesses share. Each is a file NAME.c with one function that takes bytes of anybody's
 * choice, and is linked with a tool's own sources, except main.c and report.c: harness.c has the
 * functions of the latter.
 */
#ifndef UKL_FUZZ_HARNESS_H
#define UKL_FUZZ_HARNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A file with these bytes, by a name that can be opened; it is gone with the next input. */
const char *fuzz_file(const uint8_t *data, size_t size);
/* An ELF file, such as ukl-link writes, whose description is @text. */
const char *fuzz_image(const uint8_t *text, size_t size);
/* A folder in which each of @names, which end with NULL, leads to one of @files. */
const char *fuzz_folder(const char *const *names, const char *const *files);
/* Cut @data at the first @mark: true, with what is before it as a string, or false and all of it. */
bool fuzz_cut(const uint8_t **data, size_t *size, uint8_t mark, char **text);

/*
 * Call @take; die() and exit() end it early, and nothing else. Returns whether it came to its end
 * without an error. Closes the files of fuzz_file().
 */
bool fuzz_try(void (*take)(void *context), void *context);

/* The same with all of the input as a string. */
int fuzz_try_text(void (*take)(void *context), const uint8_t *data,
		  size_t size);

/* What commands print that spawn() runs: none is started. */
extern const char *fuzz_spawn_output;

/* abort() with a line, if @condition is not met. */
#define FUZZ_ASSERT(condition) \
	((condition) ? (void)0 : fuzz_failed(#condition, __func__))
_Noreturn void fuzz_failed(const char *condition, const char *where);

#endif
