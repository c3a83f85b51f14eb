// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "mem.h"
#include "paths.h"
#include "report.h"
#include "spawn.h"
#include "tempdir.h"

static char dir[PATH_MAX]; /* empty: none */
/* A folder that is being filled, and a file that is being written to it. */
static char guarded[2][PATH_MAX];
static volatile int nr_guarded;
static bool keep_dir;

/* Kernel's struct linux_dirent64 is glibc's struct dirent64. */
static void remove_entries(int fd)
{
	union {
		char bytes[4096];
		struct dirent64 align;
	} buf;
	long len;

	/* getdents64 and not readdir(): this runs in a signal handler, where malloc is forbidden. */
	while ((len = syscall(SYS_getdents64, fd, buf.bytes,
			      sizeof(buf.bytes))) > 0) {
		for (long pos = 0; pos < len;) {
			struct dirent64 *entry =
				(struct dirent64 *)(buf.bytes + pos);
			int sub;

			pos += entry->d_reclen;
			if (!strcmp(entry->d_name, ".") ||
			    !strcmp(entry->d_name, ".."))
				continue;
			if (!unlinkat(fd, entry->d_name, 0) || errno != EISDIR)
				continue;
			sub = openat(fd, entry->d_name,
				     O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
			if (sub >= 0) {
				remove_entries(sub);
				close(sub);
			}
			unlinkat(fd, entry->d_name, AT_REMOVEDIR);
		}
	}
}

static void remove_tree(const char *path)
{
	static const struct timespec pause = { .tv_nsec = 10000000 };

	if (!unlink(path) || errno != EISDIR)
		return;
	/* The children of a child that was ended may still be creating a file. */
	for (int tries = 0; tries < 50; tries++) {
		int fd = open(path,
			      O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

		if (fd >= 0) {
			remove_entries(fd);
			close(fd);
		}
		if (!rmdir(path) || errno != ENOTEMPTY)
			return;
		nanosleep(&pause, NULL);
	}
}

static void clean_up(void)
{
	while (nr_guarded)
		remove_tree(guarded[--nr_guarded]);
	if (dir[0] && !keep_dir)
		remove_tree(dir);
	dir[0] = '\0';
}

static void end_by_signal(int sig)
{
	/* of a file that is mapped: what was there a moment ago is gone */
	if (sig == SIGBUS)
		error("a file has become shorter while it was read; try again");
	spawn_kill_all();
	clean_up();
	if (sig == SIGBUS)
		_exit(EXIT_FAULT);
	/* SA_RESETHAND: this time the default action, so that the caller sees the true cause. */
	raise(sig);
}

static void handle_signals(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE,
				       SIGBUS };
	struct sigaction action = { .sa_handler = end_by_signal,
				    .sa_flags = SA_RESETHAND };
	struct sigaction now;

	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		sigaddset(&action.sa_mask, signals[i]);
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		/* under nohup, SIGHUP stays ignored */
		if (!sigaction(signals[i], NULL, &now) &&
		    now.sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
}

const char *tempdir_parent(void)
{
	const char *parent = getenv("TMPDIR");

	return parent && *parent ? parent : "/tmp";
}

void tempdir_create(const char *keep)
{
	const char *where = keep ? keep : tempdir_parent();
	sigset_t all, before;

	if (*where == '-' || strchr(where, ','))
		die("%s: the commands that get files in it would take a comma, or a dash in front, for options; use a folder with another name%s",
		    where, keep ? "" : " (TMPDIR)");
	/* Not one signal between the directory and the handler that removes it. */
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	if (keep) {
		keep_dir = true;
		if (make_directories(keep))
			die("%s: %s", keep, strerror(errno));
		snprintf(dir, sizeof(dir), "%s", keep);
	} else {
		snprintf(dir, sizeof(dir), "%s/ukl-XXXXXX", where);
		if (!mkdtemp(dir)) {
			dir[0] = '\0';
			die("%s: %s; set TMPDIR to a directory that can be written",
			    where, strerror(errno));
		}
	}
	atexit(clean_up);
	handle_signals();
	sigprocmask(SIG_SETMASK, &before, NULL);
}

void tempdir_pretend(const char *name)
{
	keep_dir = true;
	snprintf(dir, sizeof(dir), "%s", name);
}

void tempdir_guard(const char *path)
{
	if (!path) {
		nr_guarded -= nr_guarded > 0;
		return;
	}
	if (nr_guarded == sizeof(guarded) / sizeof(*guarded))
		die("%s: too many files at a time", path);
	snprintf(guarded[nr_guarded], sizeof(*guarded), "%s", path);
	nr_guarded++;
}

int tempdir_guard_new(char *name, bool folder)
{
	sigset_t all, before;
	int fd;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	if (folder)
		fd = mkdtemp(name) ? 0 : -1;
	else
		fd = mkostemp(name, O_CLOEXEC);
	if (fd >= 0)
		tempdir_guard(name);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return fd;
}

/* ".NAME-XXXXXX", as tempdir_make_in() names them */
static bool is_made_by_us(const char *name)
{
	const char *dash = strrchr(name, '-');

	return *name == '.' && dash && strlen(dash) == 7;
}

static int open_folder(const char *path)
{
	/* without O_CLOEXEC: who works in the folder holds its lock, too */
	return open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
}

static void remove_dead(const char *parent)
{
	DIR *list = opendir(parent);
	struct dirent *entry;

	while (list && (entry = readdir(list))) {
		char *path;
		int fd;

		if (!is_made_by_us(entry->d_name))
			continue;
		path = xasprintf("%s/%s", parent, entry->d_name);
		fd = open_folder(path);
		if (fd >= 0 && !flock(fd, LOCK_EX | LOCK_NB))
			remove_tree(path);
		if (fd >= 0)
			close(fd);
		free(path);
	}
	if (list)
		closedir(list);
}

char *tempdir_make_in(const char *parent, const char *name, const char *remedy)
{
	char *path = xasprintf("%s/.%s-XXXXXX", parent, name);
	/* nobody is to find it before it is locked */
	int all = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC), own;

	if (all < 0 || flock(all, LOCK_EX))
		die("%s: %s; %s", parent, strerror(errno), remedy);
	remove_dead(parent);
	if (tempdir_guard_new(path, true))
		die("%s: %s; %s", path, strerror(errno), remedy);
	own = open_folder(path);
	if (own < 0 || flock(own, LOCK_EX | LOCK_NB))
		die("%s: %s; %s", path, strerror(errno), remedy);
	close(all);
	return path;
}

void tempdir_remove_guarded(void)
{
	if (nr_guarded)
		remove_tree(guarded[nr_guarded - 1]);
	tempdir_guard(NULL);
}

char *tempdir_path(const char *fmt, ...)
{
	char *name, *path;
	va_list args;

	va_start(args, fmt);
	if (vasprintf(&name, fmt, args) < 0)
		die("out of memory");
	va_end(args);
	path = xasprintf("%s/%s", dir, name);
	free(name);
	return path;
}
