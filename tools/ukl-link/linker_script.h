/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A linker script in the place of a library: Debian's libm.a is "GROUP ( libm-2.36.a libmvec.a )". ld
 * lets one do more, with any file of the host: TARGET(binary) INPUT(/etc/shadow).
 */
#ifndef UKL_LINK_LINKER_SCRIPT_H
#define UKL_LINK_LINKER_SCRIPT_H

#include <stdbool.h>

#include "../common/files.h"
#include "../common/mem.h"

/* Is it text with one of ld's commands? */
bool is_linker_script(const struct file *file);

/*
 * The files that it names, and -lNAME. NULL, or what is wrong: a command that is no library's, or
 * a script that does not end.
 */
const char *linker_script_read(const struct file *file, struct strv *names);

#endif
