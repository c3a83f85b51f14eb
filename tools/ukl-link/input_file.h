/* SPDX-License-Identifier: GPL-2.0-only */
/* An object or archive that is to be linked. */
#ifndef UKL_LINK_INPUT_FILE_H
#define UKL_LINK_INPUT_FILE_H

#include <stdbool.h>

#include "../common/files.h"

/* By its ending, that of a file for the compiler. */
bool is_source_name(const char *path);

/* Check an object, or the members of an archive. False after a report. */
bool input_file_check(const char *path, const struct file *file);

#endif
