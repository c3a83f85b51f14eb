/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the tools' own files are: installed, in the source tree, or in the user's cache. */
#ifndef UKL_PATHS_H
#define UKL_PATHS_H

/* Directory of the running executable. */
const char *path_of_exe(void);

/*
 * Directory that holds apps/, linker-scripts/ and tools/: $UKL_DATA, or ../share/ukl beside the
 * executable's directory (installed), or the top of the source tree.
 */
const char *path_of_data(void);

/*
 * libukl.a, and libukl-linux.a, beside the executable or in the data directory; dies if it is in
 * neither.
 */
const char *path_of_libukl(void);
const char *path_of_libukl_linux(void);

/* The folder of <ukl/...> in the data directory. */
const char *path_of_include(void);

/* $UKL_CACHE, or ukl in the user's cache directory; created if need be. */
const char *path_of_cache(void);
/* The same, for who can do without: NULL instead of the end of the program. */
char *path_of_cache_if_any(void);

/* Last part of a path; never empty for a path that does not end in '/'. */
const char *path_base(const char *path);
/* Everything before the last part, "." if there is nothing; the caller owns it. */
char *path_dir(const char *path);

/* mkdir -p; 0, or -1 with errno. */
int make_directories(const char *path);

#endif
