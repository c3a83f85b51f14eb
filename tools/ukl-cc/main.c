// SPDX-License-Identifier: GPL-2.0-only
/*
 * ukl-cc, and ukl-c++: gcc with its own words. Only where gcc looks for ld is another folder first, so
 * that the ld there (ld.c) sees the whole command of each link, with specs, response files and
 * temporary objects resolved by gcc itself. Nothing of gcc's command line has to be understood here.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../common/files.h"
#include "../common/mem.h"
#include "../common/paths.h"
#include "../common/report.h"
#include "../common/words.h"
#include "start.h"

static void print_help(const char *name)
{
	printf("%s: gcc, and beside each program PROG that it links a file PROG.ukl, for\n"
	       "    ukl-link PROG.ukl\n"
	       "Use it as CC (ukl-c++ as CXX): make CC=ukl-cc, ./configure CC=ukl-cc,\n"
	       "cmake -DCMAKE_C_COMPILER=ukl-cc. $UKL_CC and $UKL_CXX name other compilers than gcc and\n"
	       "g++. More in docs/recipes.md. What gcc says about itself:\n\n",
	       name);
	/* said by report.c */
	if (fflush(stdout))
		exit(EXIT_FAULT);
}

/* Does this word ask for objects of gcc's intermediate language, maybe without machine code? */
static bool is_lto(const char *word, int depth)
{
	struct strv more = { 0 };
	struct file file;
	bool found = false;

	if (*word != '@' || depth > 20 || !file_read(word + 1, &file))
		return !strcmp(word, "-flto") || !strncmp(word, "-flto=", 6) ||
		       !strcmp(word, "-fno-fat-lto-objects");
	words_split((char *)file.data, &more);
	for (size_t i = 0; i < more.nr && !found; i++)
		found = is_lto(more.v[i], depth + 1);
	free(file.data);
	return found;
}

/*
 * ukl-link needs machine code, so such objects get both. The last word counts; the end of the line is
 * no place for another one, which could become the argument of what is there.
 */
static struct strv add_fat_objects(const struct strv *words)
{
	struct strv all = { 0 };
	size_t last = words->nr;

	for (size_t i = 0; i < words->nr; i++)
		if (is_lto(words->v[i], 0))
			last = i;
	for (size_t i = 0; i < words->nr; i++) {
		strv_add(&all, words->v[i]);
		if (i == last)
			strv_add(&all, "-ffat-lto-objects");
	}
	return all;
}

/* An object that is younger than this is made by this command (ld.c). */
static void set_start(void)
{
	struct timespec now;
	char *text;

	/* the clock of files */
	clock_gettime(CLOCK_REALTIME_COARSE, &now);
	text = xasprintf("%lld.%09ld", (long long)now.tv_sec, now.tv_nsec);
	setenv(UKL_CC_START, text, 1);
	free(text);
}

static void add_compiler(struct strv *argv, bool cxx)
{
	const char *variable = cxx ? "UKL_CXX" : "UKL_CC";
	const char *value = getenv(variable);
	size_t before = argv->nr;

	if (value && !words_split(value, argv))
		die("%s: a quote is not closed: %s", variable, value);
	if (argv->nr == before)
		strv_add(argv, cxx ? "g++" : "gcc");
	else if (!strncmp(path_base(argv->v[before]), "ukl-c", 5))
		die("%s: %s would call itself; name the compiler behind it",
		    variable, value);
}

static void set_search_path(void)
{
	const char *own = getenv("COMPILER_PATH");
	char *dir = xasprintf("%s/../lib/ukl-cc", path_of_exe());
	char *real = realpath(dir, NULL);

	if (!real)
		die("%s: %s; run make", dir, strerror(errno));
	setenv("COMPILER_PATH",
	       own && *own ? xasprintf("%s:%s", real, own) : real, 1);
}

int main(int argc, char **argv)
{
	const char *name = path_base(argv[0]);
	bool cxx = strlen(name) > 2 && !strcmp(name + strlen(name) - 2, "++");
	struct strv words = { 0 }, command = { 0 };

	report_init(cxx ? "ukl-c++" : "ukl-cc");
	for (int i = 1; i < argc; i++)
		strv_add(&words, argv[i]);
	add_compiler(&command, cxx);
	strv_add_all(&command, &words);
	command = add_fat_objects(&command);
	set_search_path();
	set_start();
	if (words.nr == 1 && !strcmp(words.v[0], "--help"))
		print_help(cxx ? "ukl-c++" : "ukl-cc");
	execvp(command.v[0], command.v);
	die("%s: %s; is it installed?", command.v[0], strerror(errno));
}
