/* SPDX-License-Identifier: GPL-2.0-only */
/* A directory for intermediate files that is gone when the program ends, however it ends. */
#ifndef UKL_TEMPDIR_H
#define UKL_TEMPDIR_H

#include <stdbool.h>

/*
 * Create it ($TMPDIR or /tmp), and see to its removal at exit() and on SIGINT, SIGTERM, SIGHUP, SIGPIPE,
 * and on SIGBUS, which is one of EXIT_FAULT after a report.
 * With @keep, use that directory instead, create it if need be, and leave it and its contents.
 */
void tempdir_create(const char *keep);

/* Where it is created: $TMPDIR or /tmp. */
const char *tempdir_parent(void);

/* DIR/name, printf style; the caller owns the result. */
char *tempdir_path(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * A file or directory elsewhere that must not survive an early end, removed like the temporary
 * directory. NULL: no longer the last one; two at a time.
 */
void tempdir_guard(const char *path);
/*
 * Make a new file or directory, whose @name ends in XXXXXX, and guard it: no signal comes in
 * between. Returns the file's descriptor, 0 of a directory, or -1 with errno.
 */
int tempdir_guard_new(char *name, bool folder);
/*
 * A new folder .NAME-XXXXXX in @parent, guarded like this. Those of owners that have been killed are
 * removed first, unless something that they had started still works there. Dies if it cannot be made;
 * @remedy says what to do then.
 */
char *tempdir_make_in(const char *parent, const char *name, const char *remedy);
/* Remove the last one now. */
void tempdir_remove_guarded(void);

/* For dry runs: answer tempdir_path() without creating anything. */
void tempdir_pretend(const char *dir);

#endif
