/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A linker script in the place of a library: Debian's libm.a is "GROUP ( libm-2.36.a libmvec.a )". ld
 * lets one do more, with any file of the host: TARGET(binary) INPUT(/etc/shadow). So ld does not get it, but
 * one with the files that it names.
 */
#ifndef UKL_LINK_LINKER_SCRIPT_H
#define UKL_LINK_LINKER_SCRIPT_H

#include <stdbool.h>

#include "../common/files.h"
#include "../common/mem.h"

struct linker_script {
	struct strv files; /* and "-lNAME" */
	struct strv symbols; /* of EXTERN */
};

/* Is it text with one of ld's commands? */
bool is_linker_script(const struct file *file);

/*
 * Add what it names to @script. NULL, or what is wrong: a command that is no library's, or a script that
 * does not end.
 */
const char *linker_script_read(const struct file *file,
			       struct linker_script *script);

/* For ld; the caller owns it. Names of files have no quotes. */
char *linker_script_text(const struct linker_script *script);

#endif
