// SPDX-License-Identifier: GPL-2.0-only
/*
 * What gcc takes for ld when ukl-cc has called it: runs the real one with the same words, and leaves
 * PROG.ukl beside a program that it has linked.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../common/paths.h"
#include "../common/report.h"
#include "ld_words.h"
#include "start.h"

/* The next of this name along a list of folders, not being this program itself. */
static char *find_in_list(const char *list, const char *name)
{
	char *copy = xstrdup(list ? list : ""), *rest = copy, *dir;
	struct stat own, other;

	if (stat("/proc/self/exe", &own))
		die("/proc/self/exe: %s; mount /proc", strerror(errno));
	while ((dir = strsep(&rest, ":"))) {
		char *path = xasprintf("%s/%s", *dir ? dir : ".", name);

		if (!access(path, X_OK) && !stat(path, &other) &&
		    (other.st_dev != own.st_dev || other.st_ino != own.st_ino))
			return path;
		free(path);
	}
	free(copy);
	return NULL;
}

static char *find_real(const char *name)
{
	char *path = find_in_list(getenv("COMPILER_PATH"), name);

	if (!path)
		path = find_in_list(getenv("PATH"), name);
	if (!path)
		die("%s: not found along PATH; is it installed?", name);
	return path;
}

static int run(const char *path, char **argv)
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		die("cannot start %s: %s", path, strerror(errno));
	if (!pid) {
		execv(path, argv);
		_exit(127);
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	/* as a shell says it; collect2 prints it */
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
				     WEXITSTATUS(status);
}

/* All are, if the time when ukl-cc began is not told. */
static bool is_made_by_this_command(const char *path)
{
	const char *start = getenv(UKL_CC_START);
	long long sec = 0;
	long nsec = 0;
	struct stat st;

	if (start && sscanf(start, "%lld.%ld", &sec, &nsec) != 2)
		sec = nsec = 0;
	return !stat(path, &st) &&
	       (st.st_ctim.tv_sec > sec ||
		(st.st_ctim.tv_sec == sec && st.st_ctim.tv_nsec >= nsec));
}

/*
 * An object that the compiler deletes when it is done: of a source file among the inputs, or of
 * link-time optimization. Every compiler has names of its own for them. "o": all of a link are kept
 * under their numbers, because these names are random.
 */
static const char *is_temporary(const char *input, const void *context)
{
	char *dir = path_dir(input);
	bool temporary = !strcmp(dir, context) && !is_static_library(input) &&
			 !is_shared_library(input) &&
			 is_made_by_this_command(input);

	free(dir);
	return temporary ? "o" : NULL;
}

/* Where gcc has its temporary files. */
static char *get_temp_dir(void)
{
	static const char *const variables[] = { "TMPDIR", "TMP", "TEMP" };

	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++) {
		const char *dir = getenv(variables[i]);

		if (dir && !access(dir, R_OK | W_OK | X_OK))
			return realpath(dir, NULL);
	}
	return realpath(P_tmpdir, NULL);
}

static void record(const struct strv *words, bool linked)
{
	struct ld_link link = { 0 };
	char *path, *temp = get_temp_dir();
	struct stat st;

	ld_words_read(&link, words);
	if (!link.makes_program)
		return;
	path = xasprintf("%s" LINK_FILE_ENDING, link.output);
	if (lstat(link.output, &st))
		unlink(path); /* that of a program that is gone */
	/* /dev/null is where configure scripts like to link to */
	else if (linked && S_ISREG(st.st_mode) &&
		 !link_file_write(&link.file, path, is_temporary,
				  temp ? temp : "/"))
		unlink(path);
	free(path);
}

int main(int argc, char **argv)
{
	struct strv words = { 0 };
	char *path;
	int status;

	report_init("ukl-cc");
	for (int i = 1; i < argc; i++)
		strv_add(&words, argv[i]);
	path = find_real(path_base(argv[0]));
	argv[0] = path;
	status = run(path, argv);
	record(&words, !status);
	return status;
}
