/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one way in which the tools speak to their user:
 *
 *	PROGRAM: error: FILE: in function 'F': what is wrong; what to do
 *
 * Every fault is reported, then the program gives up once (report_failed()).
 */
#ifndef UKL_REPORT_H
#define UKL_REPORT_H

#include <stdbool.h>

/* Exit statuses that all tools share. */
enum { EXIT_FAULT = 1, EXIT_USAGE = 2 };

#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

/*
 * Call first, before other things are left to atexit(); @program is kept, not copied. From then on an end by
 * exit() is one with EXIT_FAULT, after a report, if not all of standard output could be written.
 */
void report_init(const char *program);

/* One line on stderr; counted, does not return early. */
void error(const char *fmt, ...) PRINTF_LIKE(1, 2);
void warning(const char *fmt, ...) PRINTF_LIKE(1, 2);

/* From now on, warning() is error(). */
void report_make_warnings_fatal(void);
bool report_warnings_are_fatal(void);

/* A plain line "PROGRAM: ...", only when a person watches (stderr is a terminal). */
void progress(const char *fmt, ...) PRINTF_LIKE(1, 2);

/* Have there been errors? */
bool report_failed(void);
/* How many? */
unsigned int report_count(void);

/* error(), then exit(EXIT_FAULT). */
_Noreturn void die(const char *fmt, ...) PRINTF_LIKE(1, 2);
/* error(), with a hint at --help, then exit(EXIT_USAGE). */
_Noreturn void die_usage(const char *fmt, ...) PRINTF_LIKE(1, 2);

/*
 * Until this is called with NULL, the words that are looked at are those of @file, not of the command
 * line: die_usage() is die(), and names @file, which is kept, not copied.
 */
void report_words_of(const char *file);

#endif
