// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plain.h"
#include "report.h"

static const char *program = "ukl";
static unsigned int nr_errors;
static bool fatal_warnings;
static const char *words_file;

/* What is printed may be all that was asked for, and a full disk is often told only now. */
static void check_output(void)
{
	errno = 0;
	if (!fflush(stdout) && !ferror(stdout))
		return;
	fprintf(stderr, "%s: error: standard output: %s\n", program,
		errno ? strerror(errno) : "not all could be written");
	_exit(EXIT_FAULT);
}

void report_init(const char *name)
{
	static bool checks;

	program = name;
	if (!checks && !atexit(check_output))
		checks = true;
}

static void say(const char *kind, const char *fmt, va_list args)
{
	char line[4096];

	/* One write per line: lines of children that share stderr stay whole. */
	vsnprintf(line, sizeof(line), fmt, args);
	make_plain(line);
	fflush(stdout);
	fprintf(stderr, "%s: %s%s\n", program, kind, line);
}

void error(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say("error: ", fmt, args);
	va_end(args);
	nr_errors++;
}

void warning(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(fatal_warnings ? "error: " : "warning: ", fmt, args);
	va_end(args);
	nr_errors += fatal_warnings;
}

void report_make_warnings_fatal(void)
{
	fatal_warnings = true;
}

bool report_warnings_are_fatal(void)
{
	return fatal_warnings;
}

void progress(const char *fmt, ...)
{
	va_list args;

	if (!isatty(STDERR_FILENO))
		return;
	va_start(args, fmt);
	say("", fmt, args);
	va_end(args);
}

bool report_failed(void)
{
	return nr_errors != 0;
}

unsigned int report_count(void)
{
	return nr_errors;
}

void die(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say("error: ", fmt, args);
	va_end(args);
	exit(EXIT_FAULT);
}

void report_words_of(const char *file)
{
	words_file = file;
}

void die_usage(const char *fmt, ...)
{
	char text[4096];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (words_file)
		die("%s: %s", words_file, text);
	error("%s; see %s --help", text, program);
	exit(EXIT_USAGE);
}
